package tidings.system.lab.check;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.system.lab.history.Event.Stage.FAIL;
import static tidings.system.lab.history.Event.Stage.INFO;
import static tidings.system.lab.history.Event.Stage.INVOKED;
import static tidings.system.lab.history.Event.Stage.OK;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.EventJson;
import tidings.system.lab.history.MessageId;
import tidings.system.lab.history.Place;

/// The checker is checked: in a clean history one thing is made wrong, and exactly the check that
/// is there for it says so.
class CheckerTest {
    private static final String ROOM = "room";
    /// Nobody follows it.
    private static final String QUIET = "quiet";
    private static final String EPOCH = "aaaaaaaa";
    private static final String OTHER_EPOCH = "bbbbbbbb";
    private static final int MESSAGES = 12;
    private static final int RESUMED_AFTER = 6;

    /// @param expected the number of the one check that must find it
    record Mutation(String what, String expected, Consumer<List<Event>> apply) {
        @Override
        public String toString() {
            return expected + " " + what;
        }
    }

    /// Two publishers in turn, the second with keys; two subscribers, of which one breaks off in
    /// the middle, goes on from there, and gets the rest as recovered.
    private static List<Event> clean() {
        List<Event> events = new ArrayList<>();
        events.add(new Event.Holdings(1, true, 0, 0, 10, 30));
        subscribe(events, 10, "s1", null, false, 0);
        subscribe(events, 20, "s2", null, false, 0);
        for (int n = 1; n <= MESSAGES; n++) {
            if (n == 10) {
                events.add(new Event.Quiet(n * 100L));
            }
            publish(events, n, ROOM);
            publish(events, n, QUIET);
            events.add(receive(n * 100L + 50, "s1", n));
            if (n <= RESUMED_AFTER) {
                events.add(receive(n * 100L + 60, "s2", n));
            }
        }
        events.add(new Event.Fault(700, true, "kill -9", false));
        subscribe(events, 1500, "s2", new Place(EPOCH, RESUMED_AFTER), true, RESUMED_AFTER);
        for (int n = RESUMED_AFTER + 1; n <= MESSAGES; n++) {
            events.add(receive(1500 + n, "s2", n));
        }
        for (String channel : List.of(ROOM, QUIET)) {
            List<Event.Stored> log = new ArrayList<>();
            for (int n = 1; n <= MESSAGES; n++) {
                log.add(new Event.Stored(n, id(n)));
            }
            events.add(new Event.Final(2000, channel, new Place(EPOCH, MESSAGES), log));
        }
        events.add(new Event.Holdings(2100, false, 0, 0, 11, 35));
        return events;
    }

    private static MessageId id(int n) {
        return new MessageId(n % 2, 0, (n + 1) / 2);
    }

    private static void publish(List<Event> events, int n, String channel) {
        events.add(publish(n * 100L, INVOKED, n, channel, null));
        events.add(publish(n * 100L + 40, OK, n, channel, new Place(EPOCH, n)));
    }

    private static Event.Publish publish(long time, Event.Stage stage, int n, String channel,
            @Nullable Place at) {
        return new Event.Publish(time, stage, "http", channel, id(n), n % 2 == 1 ? "key" + n : "",
                "lane" + n % 2, at);
    }

    private static void subscribe(List<Event> events, long time, String subscriber,
            @Nullable Place since, boolean recovered, long at) {
        events.add(new Event.Subscribe(time, INVOKED, subscriber, ROOM, since, false, null));
        events.add(new Event.Subscribe(time + 5, OK, subscriber, ROOM, since, recovered,
                new Place(EPOCH, at)));
    }

    private static Event.Receive receive(long time, String subscriber, int n) {
        return new Event.Receive(time, subscriber, ROOM, id(n), new Place(EPOCH, n),
                Event.Way.LIVE, true);
    }

    // ---- what is made wrong --------------------------------------------------------------------

    static Stream<Mutation> mutations() {
        return Stream.of(
                new Mutation("acknowledged, and not in the log", "C1", finalLog(QUIET,
                        log -> log.remove(4))),
                new Mutation("the last is acknowledged, and not in the log", "C1", events -> {
                    finalLog(QUIET, List::removeLast).accept(events);
                }),
                new Mutation("received twice", "C2",
                        events -> events.add(indexOf(events, isReceive("s1", 5)) + 1,
                                receive(560, "s1", 5))),
                new Mutation("received again much later", "C2",
                        events -> events.add(receive(1900, "s2", 3))),
                new Mutation("two received the wrong way round", "C3", events -> {
                    int at = indexOf(events, isReceive("s2", 4));
                    Event moved = events.remove(at);
                    events.add(indexOf(events, isReceive("s2", 5)) + 1, moved);
                }),
                new Mutation("sent in order, stored the other way round", "C3", events -> {
                    // Both were under way at once, so only their lane says which is first.
                    replace(events, isAck(QUIET, 6), e -> publish(870, OK, 6, QUIET, null));
                    replace(events, isAck(QUIET, 8), e -> publish(880, OK, 8, QUIET, null));
                    replace(events, isAck(QUIET, 7), e -> publish(885, OK, 7, QUIET,
                            new Place(EPOCH, 7)));
                    finalLog(QUIET, log -> {
                        log.set(5, new Event.Stored(6, id(8)));
                        log.set(7, new Event.Stored(8, id(6)));
                    }).accept(events);
                }),
                new Mutation("acknowledged at another's place", "C4", replacing(isAck(QUIET, 6),
                        e -> publish(640, OK, 6, QUIET, new Place(EPOCH, 9)))),
                new Mutation("two subscribers see two messages at one place", "C4", events -> {
                    replace(events, isReceive("s1", 3), e -> renamed(e, id(4)));
                    replace(events, isReceive("s1", 4), e -> renamed(e, id(3)));
                }),
                new Mutation("without a key, and stored twice", "C4", finalLog(QUIET,
                        log -> log.add(new Event.Stored(MESSAGES + 1, id(2))))),
                new Mutation("damaged", "C5", replacing(isReceive("s1", 5),
                        e -> new Event.Receive(550, "s1", ROOM, id(5), new Place(EPOCH, 5),
                                Event.Way.LIVE, false))),
                new Mutation("forged", "C5", finalLog(QUIET,
                        log -> log.add(new Event.Stored(MESSAGES + 1, new MessageId(9, 9, 9))))),
                new Mutation("refused, and there", "C5", replacing(isAck(QUIET, 6),
                        e -> publish(640, FAIL, 6, QUIET, null))),
                new Mutation("never received", "C6", events -> events.remove(
                        indexOf(events, isReceive("s1", 5)))),
                new Mutation("never received over a recovery", "C6", events -> events.remove(
                        indexOf(events, isReceive("s2", RESUMED_AFTER + 1)))),
                new Mutation("recovered under another epoch", "C7", replacing(
                        e -> e instanceof Event.Subscribe s && s.recovered(),
                        e -> new Event.Subscribe(1505, OK, "s2", ROOM,
                                new Place(OTHER_EPOCH, RESUMED_AFTER), true,
                                new Place(EPOCH, RESUMED_AFTER)))),
                new Mutation("the epoch changes for nothing", "C7", events -> {
                    replace(events, isAck(QUIET, 2), e -> publish(240, OK, 2, QUIET,
                            new Place(OTHER_EPOCH, 2)));
                }),
                new Mutation("acknowledged before it was sent, and after it", "C8", events -> {
                    // Sent over lanes of their own.
                    replace(events, isAck(QUIET, 9), e -> publish(350, OK, 9, QUIET,
                            new Place(EPOCH, 9)));
                    replace(events, isInvocation(QUIET, 9), e -> publish(310, INVOKED, 9, QUIET,
                            null));
                    replace(events, isInvocation(QUIET, 9), e -> laneless((Event.Publish) e));
                    replace(events, isAck(QUIET, 9), e -> laneless((Event.Publish) e));
                }),
                new Mutation("a subscription begins in the past", "C8", events -> {
                    events.add(new Event.Subscribe(1000, INVOKED, "s3", ROOM, null, false, null));
                    events.add(new Event.Subscribe(1005, OK, "s3", ROOM, null, false,
                            new Place(EPOCH, 5)));
                    for (int n = 6; n <= MESSAGES; n++) {
                        events.add(receive(1100 + n, "s3", n));
                    }
                }),
                new Mutation("not caught up", "C11", events -> events.remove(
                        indexOf(events, isReceive("s2", MESSAGES)))),
                new Mutation("not acknowledged though it is quiet", "C11", replacing(
                        isAck(QUIET, 11), e -> publish(1140, INFO, 11, QUIET, null))),
                new Mutation("a key is acknowledged at two places", "C12", events -> {
                    events.add(publish(1700, INVOKED, 3, QUIET, null));
                    events.add(publish(1710, OK, 3, QUIET, new Place(EPOCH, MESSAGES + 9)));
                }),
                new Mutation("a key has two entries", "C12", finalLog(QUIET,
                        log -> log.add(new Event.Stored(MESSAGES + 1, id(3))))),
                new Mutation("subscriptions are left", "C14", replacing(
                        e -> e instanceof Event.Holdings h && !h.before(),
                        e -> new Event.Holdings(2100, false, 0, 2, 11, 35))),
                new Mutation("sockets are left", "C14", replacing(
                        e -> e instanceof Event.Holdings h && !h.before(),
                        e -> new Event.Holdings(2100, false, 0, 0, 40, 35))));
    }

    private static Consumer<List<Event>> finalLog(String channel,
            Consumer<List<Event.Stored>> change) {
        return events -> replace(events,
                e -> e instanceof Event.Final f && f.channel().equals(channel), e -> {
                    Event.Final last = (Event.Final) e;
                    List<Event.Stored> log = new ArrayList<>(last.log());
                    change.accept(log);
                    return new Event.Final(last.timeNs(), channel, last.head(), log);
                });
    }

    private static Consumer<List<Event>> replacing(Predicate<Event> which,
            Function<Event, Event> by) {
        return events -> replace(events, which, by);
    }

    private static void replace(List<Event> events, Predicate<Event> which,
            Function<Event, Event> by) {
        int at = indexOf(events, which);
        events.set(at, by.apply(events.get(at)));
    }

    private static int indexOf(List<Event> events, Predicate<Event> which) {
        for (int i = 0; i < events.size(); i++) {
            if (which.test(events.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no such event");
    }

    private static Predicate<Event> isReceive(String subscriber, int n) {
        return event -> event instanceof Event.Receive r && r.subscriber().equals(subscriber)
                && r.at().offset() == n;
    }

    private static Predicate<Event> isAck(String channel, int n) {
        return event -> event instanceof Event.Publish p && p.channel().equals(channel)
                && p.id().equals(id(n)) && p.stage() == OK;
    }

    private static Predicate<Event> isInvocation(String channel, int n) {
        return event -> event instanceof Event.Publish p && p.channel().equals(channel)
                && p.id().equals(id(n)) && p.stage() == INVOKED;
    }

    private static Event laneless(Event.Publish publish) {
        return new Event.Publish(publish.timeNs(), publish.stage(), publish.door(),
                publish.channel(), publish.id(), publish.key(), "", publish.at());
    }

    private static Event renamed(Event event, MessageId id) {
        Event.Receive receive = (Event.Receive) event;
        return new Event.Receive(receive.timeNs(), receive.subscriber(), receive.channel(), id,
                receive.at(), receive.way(), receive.whole());
    }

    // ---- and what is said ----------------------------------------------------------------------

    private static List<Checker.Violation> violations(List<Event> events) {
        // Over the file's form, as in a run.
        return Checker.violations(Trace.of(events.stream().map(EventJson::write)
                .map(EventJson::read).toList()));
    }

    @Test
    void aCleanHistoryIsClean() {
        assertThat(violations(clean())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void oneThingWrongIsFoundByExactlyItsCheck(Mutation mutation) {
        List<Event> events = clean();
        mutation.apply().accept(events);
        List<Checker.Violation> found = violations(events);
        assertThat(found).as("%s", found).isNotEmpty()
                .allMatch(v -> v.check().number().equals(mutation.expected()));
        assertThat(Checker.witness(found).lines().count()).isBetween(1L, 20L);
    }

    @Test
    void everyCheckIsMutated() {
        assertThat(Check.ALL).allMatch(check -> mutations()
                .anyMatch(mutation -> mutation.expected().equals(check.number())));
    }

    @Test
    void theWitnessOfAGreatMessIsShort() {
        List<Event> events = clean();
        events.removeIf(event -> event instanceof Event.Receive r && r.at().offset() % 3 == 1);
        finalLog(ROOM, log -> log.removeIf(s -> s.offset() % 2 == 0)).accept(events);
        assertThat(Checker.witness(violations(events)).lines().count()).isBetween(3L, 20L);
    }

    @Test
    void lossThatIsAnnouncedByANewEpochIsNone() {
        List<Event> events = clean();
        events.add(new Event.Fault(1990, false, "a backup is restored", true));
        replace(events, e -> e instanceof Event.Final f && f.channel().equals(QUIET),
                e -> new Event.Final(2000, QUIET, new Place(OTHER_EPOCH, 1),
                        List.of(new Event.Stored(1, id(1)))));
        assertThat(violations(events)).isEmpty();
    }

    @Test
    void lossUnderTheSameEpochIsNotExcused() {
        List<Event> events = clean();
        events.add(new Event.Fault(1990, false, "a backup is restored", true));
        finalLog(QUIET, List::removeLast).accept(events);
        assertThat(violations(events)).isNotEmpty()
                .allMatch(v -> v.check().number().equals("C1"));
    }
}

package tidings.testkit.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tidings.core.Tidings;
import tidings.core.filter.Assignment;
import tidings.core.filter.Delivery;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSession;
import tidings.core.filter.Group;
import tidings.core.filter.InFlight;
import tidings.core.filter.Journal;
import tidings.core.filter.SessionState;
import tidings.core.identity.Identity;
import tidings.log.Message;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// What messages weigh that sessions with filters hold in memory.
class HeldMessagesTest {
    private static final int HELD_BYTES_MAX = 2_000_000;
    private static final int WEIGHT = 60_000;

    private final OneLoop one = new OneLoop(OneLoop.transientIn("fleeting"), 50, HELD_BYTES_MAX);
    private final SimulatedWorld world = one.world;
    private final SimulatedLoop loop = one.loop;
    private final Tidings tidings = one.tidings;
    private final List<String> stops = one.stops;

    private final class Outlet extends OneLoop.Client {
        private final List<Integer> ids = new ArrayList<>();

        Outlet() {
            one.super();
        }

        @Override
        public void send(Delivery delivery) {
            ids.add(delivery.packetId());
        }
    }

    /// A disk that answers when it is told to.
    private static final class SlowJournal implements Journal {
        private final ArrayDeque<Consumer<Boolean>> unanswered = new ArrayDeque<>();

        @Override
        public void write(List<InFlight> notes, Consumer<Boolean> then) {
            unanswered.add(then);
        }

        @Override
        public void finish(InFlight one) {}
    }

    private FilterSession session(String client, Outlet outlet, Journal journal) {
        return new FilterSession(tidings.loops().getFirst().filters(),
                Identity.of(tidings.users().hold(""), client, null), outlet, outlet, journal,
                tidings.homes(), 65_535, SessionState.NEW);
    }

    private void publish(int qos, int count) {
        for (int i = 0; i < count; i++) {
            var _ = publish("heavy", qos);
        }
        world.runFor(5_000);
    }

    private WeakReference<Message> publish(String channel, int qos) {
        Message message = one.publish(channel, new byte[WEIGHT], qos);
        world.runFor(50);
        return new WeakReference<>(message);
    }

    @Test
    void whatWaitsToBeNotedIsBoundedByItsWeightAndAllOfItComes() {
        SlowJournal journal = new SlowJournal();
        List<FilterSession> sessions = new ArrayList<>();
        List<Outlet> outlets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Outlet outlet = new Outlet();
            FilterSession session = session("device" + i, outlet, journal);
            sessions.add(session);
            outlets.add(outlet);
            loop.runNow(() -> session.open(() -> session.subscribe(Filter.of("heavy"),
                    new FilterOptions(2, false, false, 0), false)));
        }
        world.runFor(1_000);
        publish(2, 50);
        long waiting = sessions.stream().mapToLong(each -> each.state().inFlight().size()).sum();
        assertThat(waiting).as("messages that wait").isBetween(20L,
                HELD_BYTES_MAX / WEIGHT + 20L + 1);
        for (int i = 0; i < 100_000 && !journal.unanswered.isEmpty(); i++) {
            Consumer<Boolean> next = journal.unanswered.removeFirst();
            loop.runNow(() -> next.accept(true));
            world.runFor(20);
        }
        assertThat(outlets).allSatisfy(each -> assertThat(each.ids).hasSize(50));
        assertThat(stops).isEmpty();
    }

    /// Holds what it is given until it is told to let go.
    private final class Holding extends OneLoop.Guest {
        private final List<Assignment> given = new ArrayList<>();

        Holding(String client) {
            one.super(client);
        }

        /// Of the messages that came with what it has.
        long heldBytes() {
            return given.stream().map(Assignment::message).filter(Objects::nonNull)
                    .mapToLong(Message::weight).sum();
        }

        @Override
        public void give(Assignment assignment) {
            given.add(assignment);
        }
    }

    @Test
    void whatSharedSubscriptionsHaveInMemoryIsBoundedAndHoldsNothingUp() {
        List<Holding> sharers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Holding sharer = new Holding("sharer" + i);
            sharers.add(sharer);
            String text = "$share/" + i + "/heavy";
            loop.runNow(() -> tidings.homes().of(text).join(sharer, 1, () -> {}));
        }
        world.runFor(1_000);
        publish(1, 60);
        assertThat(sharers).allSatisfy(each -> assertThat(each.given).hasSize(60));
        assertThat(sharers.stream().mapToLong(Holding::heldBytes).sum())
                .isBetween(1L, HELD_BYTES_MAX + (long) WEIGHT);
        assertThat(sharers).allSatisfy(
                each -> assertThat(each.heldBytes()).isLessThan((1 << 20) + WEIGHT));
        // What is let go of makes room again.
        for (int i = 0; i < 4; i++) {
            Holding sharer = sharers.get(i);
            Group group = tidings.homes().of("$share/" + i + "/heavy");
            List.copyOf(sharer.given)
                    .forEach(each -> loop.runNow(() -> group.done(sharer, each)));
            sharer.given.clear();
        }
        world.runFor(1_000);
        publish(1, 1);
        assertThat(sharers).allSatisfy(each -> {
            assertThat(each.given).hasSize(1);
            assertThat(each.given.getFirst().message()).isNotNull();
        });
        assertThat(stops).isEmpty();
    }

    /// It is in no log, and so nowhere else.
    @Test
    void whatWasSentIsNotHeldUntilItIsAcknowledged() {
        Outlet outlet = new Outlet();
        FilterSession session = session("device", outlet, new SlowJournal());
        loop.runNow(() -> session.open(() -> session.subscribe(Filter.of("#"),
                new FilterOptions(1, false, false, 0), false)));
        world.runFor(1_000);
        WeakReference<Message> message = publish("fleeting", 1);
        world.runFor(1_000);
        assertThat(stops).isEmpty();
        assertThat(outlet.ids).hasSize(1);
        for (int i = 0; i < 50 && !message.refersTo(null); i++) {
            System.gc();
        }
        assertThat(message.refersTo(null)).isTrue();
        assertThat(stops).isEmpty();
    }
}

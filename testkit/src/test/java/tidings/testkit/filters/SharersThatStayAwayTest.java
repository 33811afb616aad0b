package tidings.testkit.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.core.Tidings;
import tidings.core.filter.Assignment;
import tidings.core.filter.Delivery;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSession;
import tidings.core.filter.Group;
import tidings.core.filter.InFlight;
import tidings.core.filter.Journal;
import tidings.core.filter.SessionState;
import tidings.core.home.Departure;
import tidings.core.home.SessionRecord;
import tidings.core.home.Visit;
import tidings.core.identity.Identity;
import tidings.core.loop.Loop;
import tidings.core.refusal.Refusal;
import tidings.log.Message;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// Sessions that leave a shared subscription before what they have of it with QoS 2 is noted.
class SharersThatStayAwayTest {
    private static final String SHARED = "$share/g/tasks/#";
    private static final int PUBLISHED = 2_000;
    private static final int AWAY = 20;
    private static final int EACH = 64;

    private final OneLoop one = new OneLoop(OneLoop.transientIn("tasks/fleeting"), 10_000, 200_000);
    private final SimulatedWorld world = one.world;
    private final SimulatedLoop loop = one.loop;
    private final Tidings tidings = one.tidings;
    private final List<String> stops = one.stops;
    private final Group group = tidings.homes().of(SHARED);

    /// A connection of a durable session whose notes are on their way when it goes.
    private final class Sharer extends OneLoop.Client implements Visit.Visitor, Journal {
        private final String client;
        private final boolean notes;
        private final List<String> received = new ArrayList<>();
        private @Nullable FilterSession session;

        Sharer(String client, boolean notes) {
            one.super();
            this.client = client;
            this.notes = notes;
        }

        void come() {
            loop.runNow(() -> tidings.homes().visit(new Visit(client, "", false,
                    SessionRecord.FOR_EVER, null, loop, this)));
            world.runFor(2_000);
        }

        @Override
        public void onAdmitted(@Nullable SessionRecord record) {
            FilterSession opened = new FilterSession(tidings.loops().getFirst().filters(),
                    Identity.of(tidings.users().hold(""), client, null), this, this, this,
                    tidings.homes(), EACH, record == null ? SessionState.NEW : record.state());
            session = opened;
            opened.open(
                    () -> opened.share(SHARED, new FilterOptions(2, false, false, 0), () -> {}));
        }

        void go() {
            FilterSession open = session;
            if (open != null) {
                loop.runNow(() -> open.close(state -> tidings.homes().leave(this, client,
                        new Departure(SessionRecord.FOR_EVER, true, state, Map.of()))));
            }
            world.runFor(2_000);
        }

        @Override
        public void write(List<InFlight> all, Consumer<Boolean> then) {
            if (notes) {
                loop.execute(() -> then.accept(true));
            }
        }

        @Override
        public void finish(InFlight one) {}

        @Override
        public void send(Delivery delivery) {
            received.add(new String(delivery.message().payload(), StandardCharsets.UTF_8));
        }

        @Override
        public void onRefused(Refusal why) {}

        @Override
        public void onForeign() {}

        @Override
        public void onTakenOver() {}
    }

    /// Is through with everything at once, unless it holds it.
    private final class Busy extends OneLoop.Guest {
        private final boolean holds;
        private final List<String> received = new ArrayList<>();
        private final List<Assignment> held = new ArrayList<>();
        /// Throws when it is asked something for the so-manieth time; 0 for never.
        private int breaksIn;

        Busy(String client, boolean holds) {
            one.super(client);
            this.holds = holds;
        }

        @Override
        public int credit() {
            breakIfDue();
            return super.credit();
        }

        @Override
        public Loop loop() {
            breakIfDue();
            return super.loop();
        }

        private void breakIfDue() {
            if (breaksIn > 0 && --breaksIn == 0) {
                throw new IllegalStateException("on purpose");
            }
        }

        @Override
        public void give(Assignment assignment) {
            Message message = assignment.message();
            if (message != null) {
                received.add(new String(message.payload(), StandardCharsets.UTF_8));
            }
            if (holds) {
                held.add(assignment);
            } else {
                group.done(this, assignment);
            }
        }
    }

    private void publish() {
        publish(0, PUBLISHED);
    }

    private void publish(int from, int to) {
        for (int i = from; i < to; i++) {
            var _ = one.publish("tasks", Integer.toString(i).getBytes(StandardCharsets.UTF_8), 2);
        }
        world.runFor(10_000);
    }

    @Test
    void theyHoldUpNobodyAndHaveWhatTheyHadBegun() {
        List<Sharer> away = new ArrayList<>();
        for (int i = 0; i < AWAY; i++) {
            Sharer sharer = new Sharer("away" + i, false);
            away.add(sharer);
            sharer.come();
            if (i == 0) {
                publish();
            }
            sharer.go();
            assertThat(sharer.received).isEmpty();
        }
        Busy busy = new Busy("busy", false);
        loop.runNow(() -> group.join(busy, 2, () -> {}));
        world.runFor(10_000);
        assertThat(busy.received).hasSize(PUBLISHED - AWAY * EACH).doesNotHaveDuplicates();

        List<String> all = new ArrayList<>(busy.received);
        for (Sharer each : away) {
            Sharer again = new Sharer(each.client, true);
            again.come();
            assertThat(again.received).hasSize(EACH);
            all.addAll(again.received);
        }
        assertThat(all).hasSize(PUBLISHED).doesNotHaveDuplicates();
        assertThat(stops).isEmpty();
    }

    /// Else one of them could be done with something before another says that it is its own.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatSharersHaveWhenTheirGroupBeginsAgainIsGivenToNobodyElse(int breaksIn) {
        Busy holding = new Busy("holding", true);
        loop.runNow(() -> group.join(holding, 2, () -> {}));
        world.runFor(1_000);
        publish(0, 10);
        assertThat(holding.received).hasSize(10);
        holding.breaksIn = breaksIn;
        publish(10, 11);
        assertThat(holding.breaksIn).isZero();
        Busy busy = new Busy("busy", false);
        loop.runNow(() -> group.join(busy, 2, () -> {}));
        world.runFor(1_000);
        publish(11, 200);
        holding.held.forEach(each -> loop.runNow(() -> group.done(holding, each)));
        world.runFor(1_000);
        List<String> all = new ArrayList<>(holding.received);
        all.addAll(busy.received);
        assertThat(all).doesNotHaveDuplicates().hasSize(200);
        assertThat(stops).isEmpty();
    }

    /// Its packet identifier in the group is another's then.
    @Test
    void whatIsInNoLogIsInNobodysWayWhenTheGroupBeginsAgain() {
        Busy holding = new Busy("holding", true);
        loop.runNow(() -> group.join(holding, 1, () -> {}));
        world.runFor(1_000);
        var _ = one.publish("tasks/fleeting", new byte[0], 1);
        world.runFor(1_000);
        assertThat(holding.received).hasSize(1);
        holding.breaksIn = 1;
        publish(0, 10);
        assertThat(holding.received).hasSize(11).doesNotHaveDuplicates();
        holding.held.forEach(each -> loop.runNow(() -> group.done(holding, each)));
        publish(10, 20);
        assertThat(holding.received).hasSize(21).doesNotHaveDuplicates();
        assertThat(stops).isEmpty();
    }
}

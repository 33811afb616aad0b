package tidings.testkit.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.core.filter.Delivery;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSession;
import tidings.core.filter.InFlight;
import tidings.core.filter.Journal;
import tidings.core.filter.SessionState;
import tidings.core.home.Departure;
import tidings.core.home.SessionRecord;
import tidings.core.home.Visit;
import tidings.core.identity.Identity;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rules;

/// In which order a durable session was sent what is noted of it.
class OrderTest {
    private final OneLoop one = new OneLoop(Rules.DEFAULT, 100, 200_000);

    /// A connection that is through with everything at once.
    private final class Device extends OneLoop.Client implements Visit.Visitor, Journal {
        private final List<Long> noted = new ArrayList<>();
        private final List<String> received = new ArrayList<>();
        private @Nullable FilterSession session;

        Device() {
            one.super();
        }

        void come() {
            one.loop.runNow(() -> one.tidings.homes().visit(new Visit("device", "", false,
                    SessionRecord.FOR_EVER, null, one.loop, this)));
            one.world.runFor(1_000);
        }

        @Override
        public void onAdmitted(@Nullable SessionRecord record) {
            FilterSession opened = new FilterSession(one.tidings.loops().getFirst().filters(),
                    Identity.of(one.tidings.users().hold(""), "device", null), this, this, this,
                    one.tidings.homes(), 100, record == null ? SessionState.NEW : record.state());
            session = opened;
            opened.open(() -> opened.subscribe(Filter.of("tasks"),
                    new FilterOptions(2, false, false, 0), false));
        }

        void go() {
            one.loop.runNow(() -> Objects.requireNonNull(session).close(state -> one.tidings.homes()
                    .leave(this, "device", new Departure(SessionRecord.FOR_EVER, true, state,
                            Map.of()))));
        }

        @Override
        public void write(List<InFlight> all, Consumer<Boolean> then) {
            all.stream().filter(each -> !each.released())
                    .forEach(each -> noted.add(each.order()));
            one.loop.execute(() -> then.accept(true));
        }

        @Override
        public void finish(InFlight finished) {}

        @Override
        public void send(Delivery delivery) {
            received.add(delivery.channel().value());
            one.loop.execute(() -> Objects.requireNonNull(session).deliveries()
                    .receive(delivery.packetId()));
        }

        @Override
        public void sendRelease(int packetId) {
            one.loop.execute(
                    () -> Objects.requireNonNull(session).deliveries().complete(packetId));
        }

        @Override
        public void onRefused(Refusal refusal) {}

        @Override
        public void onForeign() {}

        @Override
        public void onTakenOver() {}
    }

    /// It is the key of the note's row. A row that is to be deleted, with a record that is still on its
    /// way to the disk, must not be the row of what the next connection is sent.
    @Test
    void goesOnOverConnectionsWithNothingInFlight() {
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Device device = new Device();
            device.come();
            for (int n = 0; n < 5; n++) {
                var _ = one.publish("tasks", new byte[1], 2);
                one.world.runFor(100);
            }
            assertThat(device.received).hasSize(5);
            assertThat(Objects.requireNonNull(device.session).state().inFlight()).isEmpty();
            device.go();
            orders.addAll(device.noted);
        }
        assertThat(orders).hasSize(15).doesNotHaveDuplicates().isSorted();
        assertThat(one.stops).isEmpty();
    }
}

package tidings.testkit.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.core.channel.ShardLimits;
import tidings.core.filter.Delivery;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSession;
import tidings.core.filter.SessionState;
import tidings.core.home.Departure;
import tidings.core.home.SessionRecord;
import tidings.core.home.Visit;
import tidings.core.identity.Identity;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rules;
import tidings.log.Log;
import tidings.log.LogRefusal;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableWrite;
import tidings.log.WriteAnswer;

/// What a durable session has noted of what it was sent, by the order in which it was.
class OrderTest {
    private static final String CLIENT = "device";
    private static final String NOTES = "window";
    private static final String RECORDS = "sessions";

    /// Whether records of sessions are refused.
    private boolean refusing;
    private @Nullable Log log;
    private final OneLoop one = new OneLoop(Rules.DEFAULT, new ShardLimits(1_000_000, 100, 100),
            200_000, Long.MAX_VALUE, this::refusingSometimes);

    private Log refusingSometimes(Log calm) {
        log = calm;
        return (Log) Proxy.newProxyInstance(Log.class.getClassLoader(), new Class<?>[]{Log.class},
                (_, method, arguments) -> isRefused(arguments)
                        ? CompletableFuture.completedStage(
                                new WriteAnswer.Refused(new LogRefusal.Unavailable("on purpose")))
                        : called(calm, method, arguments));
    }

    private boolean isRefused(Object @Nullable [] arguments) {
        return refusing && arguments != null && arguments.length == 2
                && arguments[1] instanceof List<?> writes
                && writes.stream().anyMatch(each -> each instanceof TableWrite write
                        && write.table().equals(RECORDS));
    }

    private static Object called(Log calm, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(calm, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private int notes() {
        int[] count = {0};
        for (int shard = 0; shard < Objects.requireNonNull(log).shardCount(); shard++) {
            log.read(new TableRead(shard, NOTES, new byte[0], null, 100, 1 << 20))
                    .thenAccept(answer -> count[0] += ((TableAnswer.Page) answer).rows().size());
        }
        one.world.runFor(50);
        return count[0];
    }

    /// One connection.
    private final class Device extends OneLoop.Client implements Visit.Visitor {
        private final boolean acknowledges;
        private final List<Integer> received = new ArrayList<>();
        private @Nullable FilterSession session;

        Device(boolean acknowledges) {
            one.super();
            this.acknowledges = acknowledges;
        }

        void come() {
            one.loop.runNow(() -> one.tidings.homes().visit(new Visit(CLIENT, "", false,
                    SessionRecord.FOR_EVER, null, one.loop, this)));
            one.world.runFor(30);
        }

        @Override
        public void onAdmitted(@Nullable SessionRecord record) {
            FilterSession opened = new FilterSession(one.tidings.loops().getFirst().filters(),
                    Identity.of(one.tidings.users().hold(""), CLIENT, null), this, this,
                    one.tidings.homes().journal(CLIENT, one.loop), one.tidings.homes(), 100,
                    record == null ? SessionState.NEW : record.state());
            session = opened;
            opened.open(() -> opened.subscribe(Filter.of("tasks"),
                    new FilterOptions(2, false, false, 0), false));
        }

        void go() {
            one.loop.runNow(() -> open().close(state -> one.tidings.homes().leave(this, CLIENT,
                    new Departure(SessionRecord.FOR_EVER, true, state, Map.of()))));
        }

        private FilterSession open() {
            return Objects.requireNonNull(session);
        }

        @Override
        public void send(Delivery delivery) {
            received.add(delivery.packetId());
            if (acknowledges) {
                one.loop.execute(() -> open().deliveries().receive(delivery.packetId()));
            }
        }

        @Override
        public void sendRelease(int packetId) {
            one.loop.execute(() -> open().deliveries().complete(packetId));
        }

        @Override
        public void onRefused(Refusal refusal) {}

        @Override
        public void onForeign() {}

        @Override
        public void onTakenOver() {}
    }

    /// Else the message would come a second time after a crash.
    @Test
    void whatAConnectionIsDoneWithIsNotDeletedInPlaceOfWhatTheNextHas() {
        Device first = new Device(true);
        first.come();
        one.world.runFor(2_000);
        var _ = one.publish("tasks", new byte[1], 2);
        one.world.runFor(2_000);
        assertThat(first.received).hasSize(1);
        assertThat(first.open().state().inFlight()).isEmpty();
        refusing = true;
        first.go();
        Device next = new Device(false);
        next.come();
        var _ = one.publish("tasks", new byte[1], 2);
        one.world.runFor(50);
        assertThat(next.received).hasSize(1);
        refusing = false;
        one.world.runFor(500);
        assertThat(notes()).as("notes of what the client has not acknowledged").isEqualTo(1);
        assertThat(one.stops).isEmpty();
    }
}

package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class CrowdTest {
    private static final OutboxSettings OUTBOX = new OutboxSettings(8_000, 2_000,
            Duration.ofMinutes(5));

    /// Its socket takes nothing, because nothing is flushed.
    private static final class Stuck implements OutboxListener {
        final SocketOutbox outbox;
        boolean cut;

        Stuck(EmbeddedLoop embedded, Crowd crowd, int bytes) {
            outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {}, OUTBOX);
            outbox.listener(this);
            crowd.add(outbox);
            if (bytes > 0) {
                var _ = embedded.socket.write(Unpooled.wrappedBuffer(new byte[bytes]));
            }
        }

        @Override
        public void onDrained() {}

        @Override
        public void onStalled() {
            cut = true;
        }
    }

    @Test
    void thoseForWhomMostWaitsAreCutUntilTheRestFits() {
        try (EmbeddedLoop small = new EmbeddedLoop(); EmbeddedLoop large = new EmbeddedLoop()) {
            Crowd crowd = new Crowd(small.loop, new ConnectionSettings(1, 0, 5_000, 9));
            Stuck modest = new Stuck(small, crowd, 1_000);
            Stuck greedy = new Stuck(large, crowd, 4_500);
            long waiting = crowd.unsentBytes();
            assertThat(waiting).isGreaterThan(5_500);
            small.pass(900);
            assertThat(greedy.cut).isFalse();
            small.pass(1_000);
            assertThat(greedy.cut).isTrue();
            assertThat(modest.cut).isFalse();
            assertThat(large.loop.counters().outboxesCut).isEqualTo(1);
            crowd.remove(greedy.outbox);
            assertThat(crowd.unsentBytes()).isBetween(1_000L, 2_000L);
            crowd.remove(greedy.outbox);
            crowd.remove(modest.outbox);
            assertThat(crowd.unsentBytes()).isZero();
        }
    }

    /// Many may ask for much in one moment: a second is too long to wait.
    @Test
    void itIsLookedSoonAfterMuchWasWritten() {
        try (EmbeddedLoop small = new EmbeddedLoop(); EmbeddedLoop large = new EmbeddedLoop()) {
            Crowd crowd = new Crowd(small.loop, new ConnectionSettings(1, 0, 5_000, 9));
            Stuck greedy = new Stuck(large, crowd, 6_000);
            crowd.onWritten(1_000);
            small.pass(50);
            assertThat(greedy.cut).isFalse();
            crowd.onWritten(1_000);
            small.pass(50);
            assertThat(greedy.cut).isTrue();
            crowd.remove(greedy.outbox);
        }
    }

    /// What a connection was given still waits when it has said farewell.
    @Test
    void whoIsLeavingIsCountedAndGoesFirst() {
        try (EmbeddedLoop small = new EmbeddedLoop(); EmbeddedLoop large = new EmbeddedLoop()) {
            Crowd crowd = new Crowd(small.loop, new ConnectionSettings(1, 0, 5_000, 9));
            Stuck leaving = new Stuck(small, crowd, 2_000);
            Stuck staying = new Stuck(large, crowd, 4_500);
            leaving.outbox.close();
            assertThat(crowd.unsentBytes()).isGreaterThan(6_500);
            small.pass(2_000);
            assertThat(small.socket.isOpen()).isFalse();
            assertThat(leaving.cut).isFalse();
            assertThat(staying.cut).isFalse();
            crowd.remove(staying.outbox);
        }
    }

    @Test
    void theNewcomerThatCameFirstGoes() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            Crowd crowd = new Crowd(embedded.loop, new ConnectionSettings(2, 0, 5_000, 9));
            List<String> gone = new ArrayList<>();
            Crowd.Newcomer first = () -> gone.add("first");
            Crowd.Newcomer second = () -> gone.add("second");
            crowd.onArrived(first);
            crowd.onArrived(second);
            crowd.onIntroduced(first);
            crowd.onArrived(() -> gone.add("third"));
            embedded.run();
            assertThat(gone).isEmpty();
            crowd.onArrived(() -> gone.add("fourth"));
            embedded.run();
            assertThat(gone).containsExactly("second");
            assertThat(crowd.newcomers()).isEqualTo(2);
            assertThat(embedded.loop.counters().crowdedOut).isEqualTo(1);
        }
    }

    /// @param bytes of messages that are not whole, in the order in which they began
    private static List<Stuck> holding(EmbeddedLoop embedded, Crowd crowd, int... bytes) {
        List<Stuck> all = new ArrayList<>();
        for (int each : bytes) {
            all.add(new Stuck(embedded, crowd, 0));
            crowd.onIncomplete(all.getLast().outbox, each);
        }
        return all;
    }

    /// Of messages that are not whole the one that began first goes; small ones and whole ones are nobody's
    /// trouble.
    @Test
    void whoseMessageIsLongestOnItsWayGoes() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            Crowd crowd = new Crowd(embedded.loop, new ConnectionSettings(2, 0, 100_000, 9));
            List<Stuck> all = holding(embedded, crowd, 0, 0, 0, 0, 0);
            for (int i = 0; i < 1_000; i++) {
                crowd.onIncomplete(all.get(4).outbox, 1_000);
            }
            crowd.onIncomplete(all.get(0).outbox, 40_000);
            crowd.onIncomplete(all.get(0).outbox, 0);
            crowd.onIncomplete(all.get(1).outbox, 30_000);
            crowd.onIncomplete(all.get(2).outbox, 30_000);
            crowd.onIncomplete(all.get(1).outbox, 40_000);
            crowd.onIncomplete(all.get(0).outbox, 30_000);
            embedded.run();
            assertThat(all).noneMatch(each -> each.cut);
            crowd.onIncomplete(all.get(3).outbox, 9_000);
            embedded.run();
            assertThat(all).filteredOn(each -> each.cut).containsExactly(all.get(1));
            crowd.remove(all.get(1).outbox);
            crowd.remove(all.get(2).outbox);
            crowd.onIncomplete(all.get(4).outbox, 60_000);
            embedded.run();
            assertThat(all).filteredOn(each -> each.cut).containsExactly(all.get(1));
            crowd.onIncomplete(all.get(4).outbox, 62_000);
            embedded.run();
            assertThat(all).filteredOn(each -> each.cut).containsExactly(all.get(0), all.get(1));
            all.forEach(each -> crowd.remove(each.outbox));
        }
    }

    @Test
    void asManyGoAsMakeRoom() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            Crowd crowd = new Crowd(embedded.loop, new ConnectionSettings(2, 0, 100_000, 9));
            List<Stuck> all = holding(embedded, crowd, 9_000, 9_000, 9_000, 90_000);
            embedded.run();
            assertThat(all).filteredOn(each -> each.cut)
                    .containsExactly(all.get(0), all.get(1));
            all.forEach(each -> crowd.remove(each.outbox));
        }
    }

    @Test
    void anAddressIsCountedWithItsNetworkAndForgottenWhenAllHaveLeft() {
        AddressCounts counts = new AddressCounts(2);
        InetSocketAddress one = new InetSocketAddress("2001:db8::1", 1);
        InetSocketAddress other = new InetSocketAddress("2001:db8::ffff", 2);
        InetSocketAddress elsewhere = new InetSocketAddress("2001:db8:0:1::1", 3);
        InetSocketAddress old = new InetSocketAddress("192.0.2.1", 4);
        InetSocketAddress neighbour = new InetSocketAddress("192.0.2.2", 5);
        assertThat(counts.enter(one)).isTrue();
        assertThat(counts.enter(other)).isTrue();
        assertThat(counts.enter(one)).isFalse();
        assertThat(counts.enter(elsewhere)).isTrue();
        assertThat(counts.enter(old)).isTrue();
        assertThat(counts.enter(neighbour)).isTrue();
        counts.leave(other);
        assertThat(counts.enter(one)).isTrue();
        counts.leave(elsewhere);
        assertThat(counts.enter(elsewhere)).isTrue();
        assertThat(new AddressCounts(0).counts()).isFalse();
    }

    @Test
    void aShareIsNeverNothing() {
        ConnectionSettings share = new ConnectionSettings(3, 7, 1, 9).share(2);
        assertThat(share).isEqualTo(new ConnectionSettings(2, 7, 1, 5));
    }
}

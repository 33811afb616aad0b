package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private final EmbeddedLoop embedded = new EmbeddedLoop();
    private final TimerWheel wheel = embedded.loop.wheel();

    private final class Recorded extends Deadline {
        final long setAtMs = embedded.time.wallMs();
        final List<Long> dueMs = new ArrayList<>();

        @Override
        protected void onDue() {
            dueMs.add(embedded.time.wallMs() - setAtMs);
        }
    }

    private Recorded in(long ms) {
        Recorded deadline = new Recorded();
        wheel.set(deadline, ms);
        return deadline;
    }

    @Test
    void aDeadlineIsNeverEarlyAndAtMostALittleLate() {
        Random random = new Random(1);
        List<Recorded> all = new ArrayList<>();
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long delay = random.nextInt(200_000);
            delays.add(delay);
            all.add(in(delay));
            embedded.pass(random.nextInt(50));
        }
        embedded.pass(201_000);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).dueMs).hasSize(1).first().satisfies(due -> assertThat(due)
                    .isPositive());
            assertThat(all.get(i).dueMs.getFirst()).isBetween(delays.get(i), delays.get(i) + 220);
        }
        assertThat(wheel.count()).isZero();
    }

    @Test
    void whatIsCancelledOrMovedDoesNotComeWhenItWould() {
        Recorded cancelled = in(500);
        Recorded moved = in(500);
        Recorded kept = in(500);
        wheel.cancel(cancelled);
        wheel.set(moved, 2_000);
        embedded.pass(1_000);
        assertThat(cancelled.dueMs).isEmpty();
        assertThat(moved.dueMs).isEmpty();
        assertThat(kept.dueMs).hasSize(1);
        assertThat(kept.isSet()).isFalse();
        embedded.pass(1_500);
        assertThat(moved.dueMs).hasSize(1);
        wheel.cancel(kept);
        assertThat(wheel.count()).isZero();
    }

    @Test
    void aDeadlineMaySetItselfAndCancelItsNeighbours() {
        Recorded neighbour = new Recorded();
        int[] times = new int[1];
        Deadline self = new Deadline() {
            @Override
            protected void onDue() {
                wheel.cancel(neighbour);
                if (++times[0] < 3) {
                    wheel.set(this, 0);
                }
            }
        };
        wheel.set(self, 300);
        wheel.set(neighbour, 300);
        embedded.pass(2_000);
        assertThat(times[0]).isEqualTo(3);
        assertThat(neighbour.dueMs).isEmpty();
    }

    @Test
    void aDeadlineThatThrowsDisturbsNoOther() {
        wheel.set(new Deadline() {
            @Override
            protected void onDue() {
                throw new IllegalStateException("on purpose, in a test");
            }
        }, 100);
        Recorded other = in(100);
        embedded.pass(500);
        assertThat(other.dueMs).hasSize(1);
    }

    @Test
    void anIdleWheelDoesNotTick() {
        in(100);
        embedded.pass(1_000);
        embedded.pass(600_000);
        assertThat(in(150).dueMs).isEmpty();
        Recorded late = in(150);
        embedded.pass(400);
        assertThat(late.dueMs).hasSize(1);
        assertThat(late.dueMs.getFirst()).isBetween(150L, 370L);
    }
}

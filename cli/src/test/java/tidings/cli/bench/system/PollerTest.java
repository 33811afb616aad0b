package tidings.cli.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PollerTest {
    private static final long WAIT_NANOS = 50_000_000;

    @Test
    void beingAwakeForNothingIsCountedAndSleepIsNot() throws Exception {
        try (Poller poller = new Poller()) {
            assertThat(poller.await(WAIT_NANOS)).isZero();
            assertThat(poller.idleNanos()).isZero();
            poller.stayAwake();
            long from = System.nanoTime();
            assertThat(poller.await(WAIT_NANOS)).isZero();
            assertThat(poller.idleNanos()).isBetween(WAIT_NANOS, System.nanoTime() - from);
        }
    }
}

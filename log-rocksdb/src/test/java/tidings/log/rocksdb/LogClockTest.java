package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidings.testkit.log.SteppedTime;

class LogClockTest {
    private static final long NOON = 1_790_000_000_000L;

    private final SteppedTime time = new SteppedTime(NOON);

    @Test
    void newClockStartsAtTheWall() {
        assertThat(new LogClock(time, 0).nowMs()).isEqualTo(NOON);
    }

    @Test
    void clockStartsAtTheStoredValueAndRunsDoubleWhileBehind() {
        LogClock clock = new LogClock(time, NOON - 10_000);
        assertThat(clock.nowMs()).isEqualTo(NOON - 10_000);
        time.pass(Duration.ofSeconds(4));
        assertThat(clock.nowMs()).isEqualTo(NOON - 2_000);
        time.pass(Duration.ofSeconds(10));
        assertThat(clock.nowMs()).isEqualTo(time.wallMs());
        time.pass(Duration.ofSeconds(1));
        assertThat(clock.nowMs()).isEqualTo(time.wallMs());
    }

    @Test
    void clockNeverGoesBackAndDoesNotStopWhenTheWallDoes() {
        LogClock clock = new LogClock(time, 0);
        time.jumpWall(Duration.ofDays(-1));
        assertThat(clock.nowMs()).isEqualTo(NOON);
        time.pass(Duration.ofSeconds(1));
        assertThat(clock.nowMs()).isEqualTo(NOON + 1_000);
    }

    @Test
    void jumpOfTheWallForwardIsCaughtUpWithAtDoubleSpeed() {
        LogClock clock = new LogClock(time, 0);
        time.jumpWall(Duration.ofDays(1));
        assertThat(clock.nowMs()).isEqualTo(NOON);
        time.pass(Duration.ofHours(1));
        assertThat(clock.nowMs()).isEqualTo(NOON + Duration.ofHours(2).toMillis());
    }

    @Test
    void frequentAskingDoesNotSlowItDown() {
        LogClock clock = new LogClock(time, 0);
        for (int i = 0; i < 10_000; i++) {
            time.pass(Duration.ofNanos(100_000));
            clock.nowMs();
        }
        assertThat(clock.nowMs()).isEqualTo(NOON + 1_000);
    }
}

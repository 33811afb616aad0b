package tidings.testkit.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import tidings.log.TimeSource;

/// Time that moves only when it is told to. For any thread.
public final class SteppedTime implements TimeSource {
    private final AtomicLong wallMs;
    private final AtomicLong monotonicNs = new AtomicLong(1_000_000_000L);

    public SteppedTime(long wallMs) {
        this.wallMs = new AtomicLong(wallMs);
    }

    /// Both clocks go on.
    public void pass(Duration duration) {
        wallMs.addAndGet(duration.toMillis());
        monotonicNs.addAndGet(duration.toNanos());
    }

    /// Only the wall clock is set, as an operator or a time server does.
    public void jumpWall(Duration by) {
        wallMs.addAndGet(by.toMillis());
    }

    @Override
    public long wallMs() {
        return wallMs.get();
    }

    @Override
    public long monotonicNs() {
        return monotonicNs.get();
    }
}

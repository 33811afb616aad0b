package tidings.core.identity;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// So many of something in an hour: all of them at once, or one by one as the hour goes on. From
/// any thread.
///
/// It remembers only when everything taken so far would have been given out evenly; that may be at
/// most an hour from now.
public final class Allowance {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private final long intervalNs;
    private final AtomicLong givenOutNs = new AtomicLong(Long.MIN_VALUE / 2);

    public Allowance(int perHour) {
        this.intervalNs = HOUR_NS / perHour;
    }

    /// Whether one more may be taken.
    public boolean available(long nowNs) {
        return givenOutNs.get() + intervalNs - nowNs <= HOUR_NS;
    }

    /// Takes one, also if none is left: what has happened counts.
    public void take(long nowNs) {
        givenOutNs.accumulateAndGet(nowNs, (before, now) -> Math.max(before, now) + intervalNs);
    }
}

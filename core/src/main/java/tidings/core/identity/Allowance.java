package tidings.core.identity;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/// So many of something in a span of time: all of them at once, or one by one as the span goes on.
/// From any thread: that of a user is for all of its sessions, which are on several loops.
///
/// It remembers only when everything taken so far would have been given out evenly; that may be at
/// most one span from now.
public final class Allowance {
    private static final AtomicLongFieldUpdater<Allowance> GIVEN_OUT = AtomicLongFieldUpdater
            .newUpdater(Allowance.class, "givenOutNs");

    private final long intervalNs;
    private final long spanNs;
    /// By [#GIVEN_OUT]: there is one of these for each connection.
    private volatile long givenOutNs = Long.MIN_VALUE / 2;

    public Allowance(int count, Duration span) {
        this.intervalNs = span.toNanos() / count;
        this.spanNs = span.toNanos();
    }

    /// Whether one more may be taken.
    public boolean available(long nowNs) {
        return givenOutNs + intervalNs - nowNs <= spanNs;
    }

    /// Whether it is as good as a new one.
    public boolean whole(long nowNs) {
        return givenOutNs <= nowNs;
    }

    /// Takes one, also if none is left: what has happened counts.
    public void take(long nowNs) {
        GIVEN_OUT.accumulateAndGet(this, nowNs,
                (before, now) -> Math.max(before, now) + intervalNs);
    }
}

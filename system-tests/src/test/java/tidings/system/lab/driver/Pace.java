package tidings.system.lab.driver;

import java.util.concurrent.locks.LockSupport;

/// So many a second, without making up for long pauses.
final class Pace {
    private static final long BURST_NS = 100_000_000;
    private final long intervalNs;
    private long dueNs = System.nanoTime();

    Pace(int perSecond) {
        intervalNs = 1_000_000_000L / perSecond;
    }

    void await() {
        long now = System.nanoTime();
        dueNs = Math.max(dueNs + intervalNs, now - BURST_NS);
        if (dueNs > now) {
            LockSupport.parkNanos(dueNs - now);
        }
    }
}

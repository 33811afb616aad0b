package tidings.log.rocksdb;

import tidings.log.TimeSource;

/// Log time: decides what is deleted or forgotten, so that no jump of the wall clock can. It
/// starts at the last stored value, runs with the monotonic clock, at double speed while it is
/// behind the wall, and never goes back.
///
/// For any thread; the writer and the readers ask it.
final class LogClock {
    private final TimeSource time;
    private long logMs;
    /// Nanoseconds below a millisecond, so that frequent asking does not slow it down.
    private long restNs;
    private long lastNs;

    /// @param storedMs the last value the store holds; 0 if there is none, then it starts at the
    ///     wall
    LogClock(TimeSource time, long storedMs) {
        this.time = time;
        this.logMs = storedMs == 0 ? time.wallMs() : storedMs;
        this.lastNs = time.monotonicNs();
    }

    synchronized long nowMs() {
        long ns = time.monotonicNs();
        long sinceNs = restNs + Math.max(0, ns - lastNs);
        lastNs = ns;
        long sinceMs = sinceNs / 1_000_000;
        restNs = sinceNs % 1_000_000;
        if (sinceMs > 0) {
            logMs += sinceMs;
            long behindMs = time.wallMs() - logMs;
            if (behindMs > 0) {
                logMs += Math.min(behindMs, sinceMs);
            }
        }
        return logMs;
    }
}

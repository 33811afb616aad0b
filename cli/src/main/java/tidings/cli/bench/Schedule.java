package tidings.cli.bench;

import java.time.Duration;

/// When messages are due, and what counts of a run. Without a rate nothing is ever due.
final class Schedule {
    /// Waits are cut into such pieces.
    static final long WAIT_NANOS = 5_000_000;
    static final Schedule NEVER = new Schedule(0, Long.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO);

    private static final long NANOS = 1_000_000_000;
    private static final long START_IN_NANOS = 10_000_000;

    private final double intervalNanos;
    private final long startNanos;
    private final Duration duration;
    private long measureNanos;
    private long stopNanos;
    private long number;

    private Schedule(double intervalNanos, long startNanos, long measureNanos,
            Duration duration) {
        this.intervalNanos = intervalNanos;
        this.startNanos = startNanos;
        this.measureNanos = measureNanos;
        this.duration = duration;
        this.stopNanos = Long.MAX_VALUE;
    }

    /// @param rate messages a second of all publishers together; 0 for none
    static Schedule startingNow(double rate, Duration warmup, Duration duration) {
        long start = System.nanoTime() + START_IN_NANOS;
        return new Schedule(rate == 0 ? 0 : NANOS / rate, start, start + warmup.toNanos(),
                duration);
    }

    /// It counts from here on; what is due earlier does not.
    void measureFrom(long nanos) {
        measureNanos = nanos;
        stopNanos = nanos + duration.toNanos();
    }

    long measureNanos() {
        return measureNanos;
    }

    long stopNanos() {
        return stopNanos;
    }

    /// When the next message is.
    long dueNanos() {
        return intervalNanos == 0
                ? Long.MAX_VALUE
                : startNanos + (long) (number * intervalNanos);
    }

    void next() {
        number++;
    }

    /// Whether a message counts.
    boolean counts(long dueNanos) {
        return dueNanos >= measureNanos && dueNanos < stopNanos;
    }

    long untilDue() {
        return Math.min(WAIT_NANOS, dueNanos() - System.nanoTime());
    }
}

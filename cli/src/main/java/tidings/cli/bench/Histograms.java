package tidings.cli.bench;

import org.HdrHistogram.Histogram;

/// Times in nanoseconds, to a microsecond or three digits, whichever is coarser.
final class Histograms {
    private static final long FINEST_NANOS = 1_000;
    private static final long LONGEST_NANOS = 600_000_000_000L;

    private Histograms() {}

    static Histogram create() {
        return new Histogram(FINEST_NANOS, LONGEST_NANOS, 3);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
    }
}

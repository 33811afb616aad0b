package tidings.log.rocksdb;

import java.time.Duration;

/// How long something is kept, and in slices of which length: what is dropped is always a whole
/// slice. The numbers are part of the store's format.
enum SliceClass {
    HOUR(0, Duration.ofMinutes(5), Duration.ofHours(1)), DAY(1, Duration.ofHours(2),
            Duration.ofDays(1)), WEEK(2, Duration.ofHours(14),
                    Duration.ofDays(7)), MONTH(3, Duration.ofHours(62), Duration.ofDays(31)),
    /// One slice that never ends.
    FOR_EVER(4, Duration.ZERO, Duration.ZERO),
    /// The shards' order, kept as long as a session may sleep.
    ORDER(5, Duration.ofHours(62), Duration.ofDays(31)),
    /// Idempotency keys; how long they are known is a setting, so their span is not here.
    IDEMPOTENCY(6, Duration.ofMinutes(5), Duration.ZERO);

    private static final SliceClass[] BY_CODE = values();

    final int code;
    final long sliceMs;
    final long spanMs;

    SliceClass(int code, Duration slice, Duration span) {
        this.code = code;
        this.sliceMs = slice.toMillis();
        this.spanMs = span.toMillis();
    }

    static SliceClass ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new FormatException("slice class " + code + " of a newer version");
        }
        return BY_CODE[code];
    }

    /// The smallest class for entries that covers an age.
    static SliceClass covering(Duration age) {
        long ms = age.toMillis();
        return ms <= HOUR.spanMs
                ? HOUR
                : ms <= DAY.spanMs
                        ? DAY
                        : ms <= WEEK.spanMs ? WEEK : ms <= MONTH.spanMs ? MONTH : FOR_EVER;
    }

    /// Whether its slices end, so that they can be dropped.
    boolean ends() {
        return sliceMs > 0;
    }

    /// Whether it holds entries.
    boolean holdsEntries() {
        return code <= FOR_EVER.code;
    }

    /// The slice that a moment of log time falls into.
    int sliceAt(long logTimeMs) {
        return ends() ? (int) (logTimeMs / sliceMs) : 0;
    }

    /// The first slice that is still wanted when everything older than `spanMs` may go.
    int firstWanted(long logTimeMs, long spanMs) {
        return (int) Math.max(0, (logTimeMs - spanMs) / sliceMs);
    }

    long startOf(int slice) {
        return slice * sliceMs;
    }
}

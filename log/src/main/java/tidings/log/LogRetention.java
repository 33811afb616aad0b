package tidings.log;

import java.time.Duration;

/// How much of a channel is kept; whichever limit is reached first counts. What a limit excludes
/// is never read again, even where it is still on disk.
///
/// @param entries the newest so many entries
/// @param age entries not older than this, by the log's own clock; [#FOR_EVER] keeps all
/// @param bytes the newest entries whose messages together weigh at most this
public record LogRetention(long entries, Duration age, long bytes) {
    public static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

    public LogRetention {
        if (entries < 1) {
            throw new IllegalArgumentException("entries must be at least 1, not " + entries);
        }
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("age must be positive, not " + age);
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1, not " + bytes);
        }
    }
}

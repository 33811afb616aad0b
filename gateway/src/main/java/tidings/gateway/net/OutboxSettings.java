package tidings.gateway.net;

import java.time.Duration;

/// How much may wait to be sent to one connection.
///
/// @param highBytes above this an offer is refused and reading pauses
/// @param lowBytes at this it takes more again
/// @param stallTimeout without any progress while full: the peer is stuck
public record OutboxSettings(int highBytes, int lowBytes, Duration stallTimeout) {
    public static final OutboxSettings DEFAULT = new OutboxSettings(128 * 1024, 32 * 1024,
            Duration.ofSeconds(30));

    public OutboxSettings {
        if (lowBytes < 1 || highBytes < lowBytes) {
            throw new IllegalArgumentException(
                    "resume-bytes must be at least 1 and at most bytes (%d), not %d".formatted(
                            highBytes, lowBytes));
        }
        if (stallTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("stall-timeout must be at least 1ms, not "
                    + stallTimeout);
        }
    }
}

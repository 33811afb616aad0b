package tidings.core.rule;

/// @param messageBytesMax     the largest payload
/// @param publishesPerSecond  by one session to one channel, averaged over a second; 0 for no limit
public record Limits(int messageBytesMax, int publishesPerSecond) {
    public static final Limits DEFAULT = new Limits(64 * 1024, 0);

    public Limits {
        if (messageBytesMax < 1) {
            throw new IllegalArgumentException(
                    "message-bytes must be at least 1, not " + messageBytesMax);
        }
        if (publishesPerSecond < 0) {
            throw new IllegalArgumentException("publishes-per-second must not be negative");
        }
    }
}

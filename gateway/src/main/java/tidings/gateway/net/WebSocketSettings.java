package tidings.gateway.net;

import java.time.Duration;

/// @param messageBytesMax of one message in all its fragments; more closes with 1009
/// @param closeTimeout for the peer to answer our close frame, then it is dropped
public record WebSocketSettings(int messageBytesMax, Duration closeTimeout) {
    public static final WebSocketSettings DEFAULT = new WebSocketSettings(64 * 1024,
            Duration.ofSeconds(5));

    public WebSocketSettings {
        if (messageBytesMax < 1 || messageBytesMax > 64 << 20) {
            throw new IllegalArgumentException(
                    "a message may have 1 byte to 64 MiB, not " + messageBytesMax);
        }
        if (closeTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("the close timeout must be positive, not "
                    + closeTimeout);
        }
    }
}

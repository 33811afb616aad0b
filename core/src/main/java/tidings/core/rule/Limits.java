package tidings.core.rule;

import org.jspecify.annotations.Nullable;
import tidings.core.refusal.Refusal;
import tidings.log.Message;

/// @param messageBytesMax     the largest payload
/// @param attributeBytesMax   the most that may be said beside it: content type and tags, or the
///                            properties of an MQTT message
/// @param publishesPerSecond  by one session to one channel, averaged over a second; 0 for no limit
public record Limits(int messageBytesMax, int attributeBytesMax, int publishesPerSecond) {
    /// Attributes as large as the largest packet that an MQTT client may send.
    public static final Limits DEFAULT = new Limits(64 * 1024, 1 << 20, 0);

    public Limits {
        if (messageBytesMax < 1) {
            throw new IllegalArgumentException(
                    "message-bytes must be at least 1, not " + messageBytesMax);
        }
        if (attributeBytesMax < 0) {
            throw new IllegalArgumentException("attribute-bytes must not be negative");
        }
        if (publishesPerSecond < 0) {
            throw new IllegalArgumentException("publishes-per-second must not be negative");
        }
    }

    /// Why a message is too large; null if it is not.
    public @Nullable Refusal check(Message message) {
        if (message.payload().length > messageBytesMax) {
            return new Refusal.TooLarge("a message", messageBytesMax, message.payload().length);
        }
        long attributeBytes = message.attributeBytes();
        if (attributeBytes > attributeBytesMax) {
            return new Refusal.TooLarge("what is said beside a message", attributeBytesMax,
                    attributeBytes);
        }
        return null;
    }
}

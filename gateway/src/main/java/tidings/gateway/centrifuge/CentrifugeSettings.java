package tidings.gateway.centrifuge;

import java.time.Duration;
import tidings.gateway.net.WebSocketSettings;
import tidings.log.NameLimits;

/// What one Centrifuge conversation may take and ask.
///
/// @param webSocket        the size of a message, and how long to wait for a close
/// @param pingInterval     between two pings, in whole seconds; the first comes after half to all
///                         of it
/// @param pongTimeout      for the answer to a ping, else 3012
/// @param connectTimeout   for the first command, else 3502
/// @param expiryGrace      for a new token once the old one has expired, else 3005 and 2501
/// @param subscriptionsMax of one connection, else 106
/// @param subscribesPerSecond by one connection, beside as many at once as it may have; else 111
/// @param presenceMax      members that one reply lists; of more, only their number is told
/// @param unansweredMax    commands of one connection; with more, its socket is not read
/// @param historyMax       publications in one history reply
/// @param replyBytesMax    what the messages in one subscribe or history reply may weigh; recovery
///                         goes on as pushes
/// @param names            how long a channel name may be
/// @param version          that clients are told
public record CentrifugeSettings(WebSocketSettings webSocket, Duration pingInterval,
        Duration pongTimeout, Duration connectTimeout, Duration expiryGrace, int subscriptionsMax,
        int subscribesPerSecond, int presenceMax, int unansweredMax, int historyMax,
        int replyBytesMax, NameLimits names, String version) {
    public static final CentrifugeSettings DEFAULT = new CentrifugeSettings(
            WebSocketSettings.DEFAULT, Duration.ofSeconds(25), Duration.ofSeconds(8),
            Duration.ofSeconds(10), Duration.ofSeconds(25), 128, 32, 2_000, 1_024, 300, 32 * 1024,
            NameLimits.DEFAULT,
            "Tidings dev");

    public CentrifugeSettings {
        if (pingInterval.toSeconds() < 1) {
            throw new IllegalArgumentException("ping-interval must be at least 1s");
        }
        if (pongTimeout.compareTo(pingInterval) >= 0) {
            throw new IllegalArgumentException("pong-timeout must be below ping-interval");
        }
        if (pongTimeout.toMillis() < 1 || connectTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "pong-timeout and connect-timeout must be at least 1ms");
        }
        if (subscribesPerSecond < 1 || presenceMax < 1) {
            throw new IllegalArgumentException(
                    "subscribes-per-second and presence-members must be at least 1");
        }
        if (subscriptionsMax < 1 || unansweredMax < 1 || historyMax < 1 || replyBytesMax < 1) {
            throw new IllegalArgumentException("subscriptions, unanswered, history-entries and"
                    + " reply-bytes must be at least 1");
        }
    }

    /// In which a connection may subscribe as often as it may have subscriptions.
    Duration subscribesSpan() {
        return Duration.ofSeconds(subscriptionsMax).dividedBy(subscribesPerSecond);
    }
}

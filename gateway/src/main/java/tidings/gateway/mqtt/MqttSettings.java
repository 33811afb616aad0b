package tidings.gateway.mqtt;

import java.time.Duration;
import tidings.log.NameLimits;

/// What an MQTT connection may do.
///
/// @param connectTimeout for a CONNECT to come
/// @param keepAliveMax a client of 5.0 that asks for more, or for none, is told this; zero for no
///     maximum
/// @param receiveMax publishes of QoS 1 and 2 that a client may have unanswered
/// @param packetBytesMax the largest packet that is taken
/// @param topicAliasMax aliases that a client may use
/// @param sessionExpiryMax sessions are kept no longer without a connection
/// @param filtersMax of one session
public record MqttSettings(Duration connectTimeout, Duration keepAliveMax, int receiveMax,
        int packetBytesMax, int topicAliasMax, Duration sessionExpiryMax, int filtersMax,
        NameLimits names) {
    /// Before a CONNECT, nobody needs more.
    public static final int CONNECT_BYTES_MAX = 128 * 1024;
    public static final MqttSettings DEFAULT = new MqttSettings(Duration.ofSeconds(10),
            Duration.ZERO, 64, 1024 * 1024, 32, Duration.ofDays(31), 100, NameLimits.DEFAULT);

    /// Subscribes to channels whose members see them, averaged, beside as many at once as a session
    /// may have filters.
    private static final int ENTRANCES_PER_SECOND_MAX = 32;
    private static final int U16_MAX = 65_535;

    public MqttSettings {
        if (connectTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "connect-timeout must be positive, not " + connectTimeout);
        }
        if (keepAliveMax.isNegative() || keepAliveMax.toSeconds() > U16_MAX) {
            throw new IllegalArgumentException(
                    "keep-alive must be 0s to 65535s, not " + keepAliveMax);
        }
        if (receiveMax < 1 || receiveMax > U16_MAX) {
            throw new IllegalArgumentException(
                    "receive-maximum must be 1 to 65535, not " + receiveMax);
        }
        if (packetBytesMax < 128 || packetBytesMax > 256 << 20) {
            throw new IllegalArgumentException(
                    "packet-bytes must be 128 bytes to 256 MiB, not " + packetBytesMax);
        }
        if (topicAliasMax < 0 || topicAliasMax > U16_MAX) {
            throw new IllegalArgumentException(
                    "topic-aliases must be 0 to 65535, not " + topicAliasMax);
        }
        if (sessionExpiryMax.isNegative() || sessionExpiryMax.toDays() > 31) {
            throw new IllegalArgumentException(
                    "session-expiry must be 0s to 31d, not " + sessionExpiryMax);
        }
        if (filtersMax < 1) {
            throw new IllegalArgumentException("filters must be at least 1, not " + filtersMax);
        }
    }

    /// In which a session may enter as many channels as it may have filters.
    Duration entrancesSpan() {
        return Duration.ofSeconds(filtersMax).dividedBy(ENTRANCES_PER_SECOND_MAX);
    }
}

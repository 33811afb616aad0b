package tidings.gateway.mqtt.wire;

import org.jspecify.annotations.Nullable;

/// In what a session differs from what CONNECT asked, told in CONNACK (MQTT 5.0 §3.2.2.3).
///
/// @param sessionExpirySeconds unsigned; -1 for what was asked
/// @param serverKeepAliveSeconds -1 for what was asked
/// @param assignedClientId for a client that named none
/// @param responseInformation only if the client requested it
public record SessionTerms(long sessionExpirySeconds, int serverKeepAliveSeconds,
        @Nullable String assignedClientId, @Nullable String responseInformation) {
    public static final SessionTerms AS_ASKED = new SessionTerms(-1, -1, null, null);
}

package tidings.gateway.mqtt.wire;

import org.jspecify.annotations.Nullable;

/// DISCONNECT, §3.14: the last word. A server has none in 3.1.1.
///
/// @param sessionExpirySeconds what a client changes its session's expiry to, unsigned; -1 for no
///     change, and always from a server
/// @param serverReference where a server tells a client to go, with 0x9C and 0x9D
public record Disconnect(ReasonCode reason, long sessionExpirySeconds,
        @Nullable String serverReference, Diagnostics diagnostics)
        implements
            FromClient,
            FromServer {

    /// As a server says it.
    public static Disconnect of(ReasonCode reason, String reasonString) {
        return new Disconnect(reason, -1, null, Diagnostics.of(reasonString));
    }
}

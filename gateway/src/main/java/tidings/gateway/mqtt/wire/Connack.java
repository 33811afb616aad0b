package tidings.gateway.mqtt.wire;

import org.jspecify.annotations.Nullable;

/// CONNACK, §3.2: the answer to CONNECT. In 3.1.1 only Session Present and a return code are
/// written, and nothing at all if no return code says the reason.
///
/// @param sessionPresent must be false with any reason but success
/// @param serverReference where to go instead, with 0x9C and 0x9D
public record Connack(boolean sessionPresent, ReasonCode reason, ServerLimits limits,
        SessionTerms terms, @Nullable Authentication authentication,
        @Nullable String serverReference, Diagnostics diagnostics) implements FromServer {

    public Connack {
        if (sessionPresent && reason != ReasonCode.SUCCESS) {
            throw new IllegalArgumentException("a refused client has no session present");
        }
    }

    public static Connack refused(ReasonCode reason, Diagnostics diagnostics) {
        return new Connack(false, reason, ServerLimits.STANDARD, SessionTerms.AS_ASKED, null, null,
                diagnostics);
    }
}

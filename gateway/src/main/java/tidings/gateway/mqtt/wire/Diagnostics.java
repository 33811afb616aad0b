package tidings.gateway.mqtt.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is said to people beside a reason code. The only part of a packet that may be left out: if
/// the client asked for no problem information, or takes no packet that large (MQTT 5.0
/// §3.1.2.11.4, §3.1.2.11.7).
public record Diagnostics(@Nullable String reasonString, List<UserProperty> userProperties) {
    public static final Diagnostics NONE = new Diagnostics(null, List.of());

    public Diagnostics {
        userProperties = List.copyOf(userProperties);
    }

    public static Diagnostics of(String reasonString) {
        return new Diagnostics(reasonString, List.of());
    }

    boolean isEmpty() {
        return reasonString == null && userProperties.isEmpty();
    }
}

package tidings.gateway.mqtt.wire;

import java.util.List;

/// UNSUBACK, §3.11.
///
/// @param reasons one per filter, in its order; 3.1.1 has none
public record Unsuback(int packetId, List<ReasonCode> reasons, Diagnostics diagnostics)
        implements
            FromServer {
    public Unsuback {
        reasons = List.copyOf(reasons);
    }
}

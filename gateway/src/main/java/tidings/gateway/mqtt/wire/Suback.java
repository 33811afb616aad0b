package tidings.gateway.mqtt.wire;

import java.util.List;

/// SUBACK, §3.9.
///
/// @param reasons one per filter, in its order; in 3.1.1 every failure is written as 0x80
public record Suback(int packetId, List<ReasonCode> reasons, Diagnostics diagnostics)
        implements
            FromServer {
    public Suback {
        reasons = List.copyOf(reasons);
    }
}

package tidings.gateway.mqtt.wire;

import java.util.List;

/// UNSUBSCRIBE, §3.10.
///
/// @param filters at least one, as they were sent, well-formed
public record Unsubscribe(int packetId, List<String> filters, List<UserProperty> userProperties)
        implements
            FromClient {
    public Unsubscribe {
        filters = List.copyOf(filters);
        userProperties = List.copyOf(userProperties);
    }
}

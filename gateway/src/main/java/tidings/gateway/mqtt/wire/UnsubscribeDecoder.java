package tidings.gateway.mqtt.wire;

import java.util.ArrayList;
import java.util.List;

/// Reads UNSUBSCRIBE, §3.10.
final class UnsubscribeDecoder {
    private UnsubscribeDecoder() {}

    static Unsubscribe decode(PacketReader in, PropertyReader properties, Version version)
            throws DecodeException {
        int packetId = in.packetId();
        List<UserProperty> userProperties = List.of();
        if (version == Version.V5) {
            properties.begin(Property.Place.UNSUBSCRIBE);
            userProperties = properties.diagnostics().userProperties();
        }
        if (in.remaining() == 0) {
            throw DecodeException.protocolError("UNSUBSCRIBE has no topic filter");
        }
        List<String> filters = new ArrayList<>();
        while (in.remaining() > 0) {
            String filter = in.string("a topic filter");
            TopicSyntax.checkFilter(filter, version);
            filters.add(filter);
        }
        return new Unsubscribe(packetId, filters, userProperties);
    }
}

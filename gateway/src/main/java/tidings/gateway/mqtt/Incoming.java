package tidings.gateway.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import tidings.core.identity.Identity;
import tidings.gateway.mqtt.wire.MessageProperties;
import tidings.gateway.mqtt.wire.UserProperty;
import tidings.gateway.payload.PayloadClassifier;
import tidings.log.Attributes;
import tidings.log.Message;

/// What an MQTT client publishes, as a message for everybody.
final class Incoming {
    private Incoming() {}

    /// Other protocols see user properties as tags: the last of each name, of the first names. A packet
    /// has room for a hundred thousand, and each takes far more in memory. MQTT clients get all of them,
    /// as they came.
    static Message message(byte[] payload, MessageProperties properties, Identity identity,
            Attributes attributes) {
        Map<String, String> tags = Map.of();
        if (!properties.userProperties().isEmpty()) {
            Map<String, String> all = new LinkedHashMap<>();
            for (UserProperty each : properties.userProperties()) {
                if (all.size() < Message.TAGS_MAX || all.containsKey(each.name())) {
                    all.put(each.name(), each.value());
                }
            }
            tags = all;
        }
        return new Message(payload,
                PayloadClassifier.classify(payload, properties.contentType()),
                properties.contentType(), tags, identity.sender(), attributes);
    }
}

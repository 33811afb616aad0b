package tidings.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.cli.http.ServerEvent;
import tidings.cli.json.Json;
import tidings.cli.mqtt.MqttMessage;

/// An entry, or a message without a position, as a command shows it.
///
/// @param fields as a line of `--json` has them: channel, epoch, offset, time, data | text |
///               base64, type, tags, user, and by MQTT qos and retain; those that are known
record ChannelEntry(Map<String, @Nullable Object> fields) {
    /// @param entry an item of a page's `entries`
    static ChannelEntry ofHistory(String channel, Object epoch, Map<?, ?> entry) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("channel", channel);
        fields.put("epoch", epoch);
        entry.forEach((key, value) -> fields.put(String.valueOf(key), value));
        return new ChannelEntry(fields);
    }

    static ChannelEntry ofEvent(String channel, ServerEvent event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("channel", channel);
        int colon = event.id().lastIndexOf(':');
        if (colon > 0) {
            fields.put("epoch", event.id().substring(0, colon));
            fields.put("offset", new Json.Raw(event.id().substring(colon + 1)));
        }
        if (event.type().equals("base64")) {
            fields.put("base64", event.data());
        } else if (Json.isValid(event.data())) {
            fields.put("data", new Json.Raw(event.data().replace('\n', ' ')));
        } else {
            fields.put("text", event.data());
        }
        return new ChannelEntry(fields);
    }

    /// @param message by MQTT, which has neither positions nor times
    static ChannelEntry ofMqtt(MqttMessage message) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("channel", message.topic());
        try {
            String text = StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(message.payload())).toString();
            if (Json.isValid(text)) {
                fields.put("data", new Json.Raw(text.replace('\n', ' ').replace('\r', ' ')));
            } else {
                fields.put("text", text);
            }
        } catch (CharacterCodingException e) {
            fields.put("base64", Base64.getEncoder().encodeToString(message.payload()));
        }
        if (!message.contentType().isEmpty()) {
            fields.put("type", message.contentType());
        }
        if (!message.tags().isEmpty()) {
            fields.put("tags", message.tags());
        }
        fields.put("qos", message.qos());
        fields.put("retain", message.retain());
        return new ChannelEntry(fields);
    }

    long offset() {
        return fields.get("offset") instanceof Long offset ? offset : 0;
    }

    String json() {
        return Json.write(fields);
    }

    /// What was published, as far as a terminal can show it.
    String payload() {
        if (fields.containsKey("text")) {
            return String.valueOf(fields.get("text"));
        }
        if (fields.containsKey("base64")) {
            return "base64:" + fields.get("base64");
        }
        return Json.write(fields.get("data"));
    }
}

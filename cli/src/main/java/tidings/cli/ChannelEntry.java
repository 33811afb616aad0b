package tidings.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.cli.http.ServerEvent;
import tidings.cli.json.Json;

/// An entry, or a message without a position, as a command shows it.
///
/// @param fields as a line of `--json` has them: channel, epoch, offset, time, data | text |
///               base64, type, tags, user; those that are known
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

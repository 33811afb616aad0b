package tidings.testkit.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tidings.log.Message;
import tidings.log.PayloadKind;

/// Messages that say which they are.
final class Ids {
    private Ids() {}

    static Message message(String id) {
        return new Message(id.getBytes(StandardCharsets.UTF_8), PayloadKind.TEXT, null, Map.of(),
                null);
    }

    /// Clients that publish JSON send the id as a JSON string.
    static String of(Message message) {
        String text = new String(message.payload(), StandardCharsets.UTF_8);
        return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }
}

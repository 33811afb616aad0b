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

    static String of(Message message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }
}

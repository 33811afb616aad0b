package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.Nullable;
import tidings.gateway.payload.PayloadClassifier;
import tidings.log.PayloadKind;

/// `PublishRequest`, command field 7: channel=1, data=2, type=3, key=4, removed=5.
///
/// @param data null if there is none; a JSON `null` is data
/// @param kind what the data is: always JSON in the JSON encoding
/// @param type 0 for a plain publication
/// @param key empty for none
public record PublishRequest(long id, String channel, byte @Nullable [] data, PayloadKind kind,
        int type, String key, boolean removed) implements Command {
    private static final Fields FIELDS = Fields
            .of("channel", 1, "data", 2, "type", 3, "key", 4, "removed", 5).withPayload(2);

    static PublishRequest read(MessageReader in, long id) throws DecodeException {
        String channel = "";
        byte[] payload = null;
        int type = 0;
        String key = "";
        boolean removed = false;
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> channel = in.string();
                case 2 -> payload = in.payload();
                case 3 -> type = in.int32();
                case 4 -> key = in.string();
                case 5 -> removed = in.bool();
                default -> in.skip();
            }
        }
        return new PublishRequest(id, channel, payload, kindOf(in, payload), type, key, removed);
    }

    private static PayloadKind kindOf(MessageReader in, byte @Nullable [] payload) {
        return switch (in) {
            case JsonReader _ -> PayloadKind.JSON;
            case ProtobufReader _ -> payload == null
                    ? PayloadKind.BYTES
                    : PayloadClassifier.classify(payload, null);
        };
    }
}

package tidings.gateway.centrifuge;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.identity.Identity;
import tidings.gateway.centrifuge.wire.RPCResult;
import tidings.gateway.payload.JsonException;
import tidings.gateway.payload.JsonScanner;
import tidings.gateway.payload.Utf8;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.log.Position;
import tidings.log.Sender;

/// The RPC `tidings.send`: a publish that may be repeated, and that says where the message is.
///
/// `{"channel","id","data","tags"}` → `{"epoch","offset","duplicate"}`. `id` is chosen by the
/// client, one for each message, and stands for it for some minutes: sent again with the same data
/// it gives the first position and `duplicate: true`; with other data, error 107. JSON in either
/// encoding.
record TidingsSend(ChannelName channel, String id, byte[] payload, Map<String, String> tags) {
    static final String METHOD = "tidings.send";

    /// @throws IllegalArgumentException with what is wrong with it
    static TidingsSend parse(byte @Nullable [] json, NameLimits names) {
        if (json == null || !Utf8.isValid(json, 0, json.length)) {
            throw new IllegalArgumentException("tidings.send needs data: a JSON object");
        }
        String channel = "";
        String id = "";
        byte[] payload = null;
        Map<String, String> tags = new LinkedHashMap<>();
        JsonScanner in = new JsonScanner(json, 0, json.length);
        try {
            in.beginObject();
            while (in.nextField()) {
                switch (in.name()) {
                    case "channel" -> channel = in.string();
                    case "id" -> id = in.string();
                    case "data" -> payload = in.raw();
                    case "tags" -> readTags(in, tags);
                    default -> in.skipValue();
                }
            }
            if (!in.atEnd()) {
                throw new IllegalArgumentException("something follows the JSON object");
            }
        } catch (JsonException e) {
            throw new IllegalArgumentException("tidings.send: " + e.getMessage(), e);
        }
        if (payload == null) {
            throw new IllegalArgumentException("data is required");
        }
        if (id.isEmpty() || id.length() > IdempotencyKey.LENGTH_MAX) {
            throw new IllegalArgumentException("id is required, 1 to %d characters"
                    .formatted(IdempotencyKey.LENGTH_MAX));
        }
        return new TidingsSend(ChannelName.of(channel, names), id, payload, tags);
    }

    private static void readTags(JsonScanner in, Map<String, String> tags) throws JsonException {
        in.beginObject();
        while (in.nextField()) {
            tags.put(in.name(), in.string());
            if (tags.size() > Message.TAGS_MAX) {
                throw new IllegalArgumentException("at most %d tags".formatted(Message.TAGS_MAX));
            }
        }
    }

    Message message(Sender sender) {
        return new Message(payload, PayloadKind.JSON, null, tags, sender);
    }

    /// Users never meet one another's keys; all anonymous sessions share one scope.
    IdempotencyKey key(Identity identity) {
        String user = identity.user().id();
        return new IdempotencyKey(user.isEmpty() ? "anonymous" : "user:" + user, id);
    }

    static RPCResult result(Position position, boolean duplicate) {
        return new RPCResult("{\"epoch\":\"%s\",\"offset\":%d,\"duplicate\":%b}"
                .formatted(position.epoch(), position.offset(), duplicate)
                .getBytes(StandardCharsets.UTF_8));
    }
}

package tidings.gateway.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.refusal.Refusal;
import tidings.gateway.payload.PayloadClassifier;
import tidings.gateway.payload.Utf8;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.IllegalNameException;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.log.Position;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// The body of a call: its fields as a tree, but `data` and the `params` of the old form as the
/// very bytes that were sent.
final class ApiRequest {
    private static final String SCOPE = "api";
    private static final int DEPTH_MAX = 64;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY).build();

    private final Map<String, JsonNode> fields;
    private final Map<String, byte[]> raw;
    private final NameLimits names;

    private ApiRequest(Map<String, JsonNode> fields, Map<String, byte[]> raw, NameLimits names) {
        this.fields = fields;
        this.raw = raw;
        this.names = names;
    }

    /// An empty body is an empty object.
    static ApiRequest parse(byte[] body, NameLimits names) throws ApiException {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        Map<String, byte[]> raw = new LinkedHashMap<>();
        if (body.length == 0) {
            return new ApiRequest(fields, raw, names);
        }
        if (!isUtf8(body)) {
            throw ApiException.badRequest("the body is not JSON in UTF-8");
        }
        try (JsonParser parser = MAPPER.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ApiException.badRequest("the body is not a JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("data") || name.equals("params")) {
                    int from = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    parser.finishToken();
                    raw.put(name, Arrays.copyOfRange(body, from,
                            (int) parser.currentLocation().getByteOffset()));
                } else {
                    fields.put(name, parser.readValueAsTree());
                }
            }
            if (parser.nextToken() != null) {
                throw ApiException.badRequest("something follows the JSON object");
            }
        } catch (JacksonException e) {
            throw ApiException.badRequest("the body is not valid JSON: " + e.getOriginalMessage());
        }
        return new ApiRequest(fields, raw, names);
    }

    /// From bytes the parser would take UTF-16 and UTF-32 as well, which it tells by zeros at the
    /// beginning, and then its offsets are none of the body's.
    private static boolean isUtf8(byte[] body) {
        for (int i = 0; i < Math.min(4, body.length); i++) {
            if (body[i] == 0) {
                return false;
            }
        }
        return Utf8.isValid(body, 0, body.length);
    }

    byte @Nullable [] raw(String name) {
        return raw.get(name);
    }

    boolean has(String name) {
        JsonNode node = fields.get(name);
        return node != null && !node.isNull();
    }

    String text(String name) throws ApiException {
        return text(fields.get(name), name);
    }

    /// @param name what it is called in a refusal
    static String text(@Nullable JsonNode node, String name) throws ApiException {
        if (node == null || node.isNull()) {
            return "";
        }
        if (!node.isString()) {
            throw ApiException.badRequest(name + " must be a string");
        }
        return node.asString();
    }

    String required(String name) throws ApiException {
        String text = text(name);
        if (text.isEmpty()) {
            throw ApiException.badRequest(name + " is required");
        }
        return text;
    }

    boolean flag(String name) throws ApiException {
        JsonNode node = fields.get(name);
        if (node == null || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw ApiException.badRequest(name + " must be true or false");
        }
        return node.asBoolean();
    }

    long number(String name, long otherwise) throws ApiException {
        return number(fields.get(name), name, otherwise);
    }

    private static long number(@Nullable JsonNode node, String name, long otherwise)
            throws ApiException {
        if (node == null || node.isNull()) {
            return otherwise;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw ApiException.badRequest(name + " must be a whole number");
        }
        return node.asLong();
    }

    List<String> texts(String name) throws ApiException {
        JsonNode node = fields.get(name);
        List<String> texts = new ArrayList<>();
        if (node == null || node.isNull()) {
            return texts;
        }
        if (!node.isArray()) {
            throw ApiException.badRequest(name + " must be an array of strings");
        }
        for (JsonNode one : node) {
            if (!one.isString()) {
                throw ApiException.badRequest(name + " must be an array of strings");
            }
            texts.add(one.asString());
        }
        return texts;
    }

    @Nullable
    JsonNode object(String name) throws ApiException {
        JsonNode node = fields.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isObject()) {
            throw ApiException.badRequest(name + " must be an object");
        }
        return node;
    }

    ChannelName channel() throws ApiException {
        return channel(required("channel"));
    }

    ChannelName channel(String name) throws ApiException {
        try {
            return ChannelName.of(name, names);
        } catch (IllegalNameException e) {
            throw new ApiException(new Refusal.BadName(String.valueOf(e.getMessage())));
        }
    }

    /// `data`, or `b64data` for bytes, with `tags`.
    Message message() throws ApiException {
        byte[] data = raw.get("data");
        String base64 = text("b64data");
        if (data == null && base64.isEmpty()) {
            throw ApiException.badRequest("data or b64data is required");
        }
        Map<String, String> tags = tags();
        if (data != null) {
            return new Message(data, PayloadKind.JSON, null, tags, null);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return new Message(bytes, PayloadClassifier.classify(bytes, null), null, tags, null);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("b64data is not valid base64");
        }
    }

    private Map<String, String> tags() throws ApiException {
        JsonNode node = object("tags");
        Map<String, String> tags = new LinkedHashMap<>();
        if (node != null) {
            for (Map.Entry<String, JsonNode> tag : node.properties()) {
                if (!tag.getValue().isString()) {
                    throw ApiException.badRequest("tags must be strings");
                }
                tags.put(tag.getKey(), tag.getValue().asString());
            }
        }
        return tags;
    }

    @Nullable
    IdempotencyKey idempotencyKey() throws ApiException {
        String key = text("idempotency_key");
        if (key.length() > IdempotencyKey.LENGTH_MAX) {
            throw ApiException.badRequest("idempotency_key has at most %d characters"
                    .formatted(IdempotencyKey.LENGTH_MAX));
        }
        return key.isEmpty() ? null : new IdempotencyKey(SCOPE, key);
    }

    /// `since: {offset, epoch}`.
    @Nullable
    Position since() throws ApiException {
        JsonNode since = object("since");
        if (since == null) {
            return null;
        }
        return new Position(text(since.get("epoch"), "since.epoch"), offset(since.get("offset")));
    }

    /// What needs more than 63 bits is ahead of every head, and so is the largest long.
    private static long offset(@Nullable JsonNode node) throws ApiException {
        if (node != null && node.isIntegralNumber() && !node.canConvertToLong()
                && node.bigIntegerValue().signum() > 0) {
            return Long.MAX_VALUE;
        }
        return number(node, "since.offset", 0);
    }
}

package tidings.gateway.centrifuge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tidings.gateway.centrifuge.wire.Wire;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The protocol as a client writes and reads it, written anew: nothing of the server's is used.
/// Messages are JSON objects, whatever they are on the wire.
enum ClientCodec {
    JSON {
        @Override
        byte[] encode(ObjectNode command) {
            return MAPPER.writeValueAsBytes(command);
        }

        @Override
        List<JsonNode> decode(byte[] frame) {
            return new String(frame, StandardCharsets.UTF_8).lines().map(MAPPER::readTree)
                    .toList();
        }
    },
    PROTOBUF {
        @Override
        byte[] encode(ObjectNode command) {
            return Wire.delimited(message(COMMAND, command));
        }

        @Override
        List<JsonNode> decode(byte[] frame) {
            List<JsonNode> messages = new ArrayList<>();
            ByteBuffer in = ByteBuffer.wrap(frame);
            while (in.hasRemaining()) {
                messages.add(message(REPLY, slice(in)));
            }
            return messages;
        }
    };

    static final ObjectMapper MAPPER = new ObjectMapper();

    /// A message's fields by number: a name, and what it is: `#` a number or flag, `$` text, `*`
    /// JSON in bytes, else a message; `[]` at its end for many.
    private record Schema(Map<Integer, String> names, Map<String, Schema> messages) {}

    private static final Schema EMPTY = new Schema(Map.of(), Map.of());
    private static final Schema SUBSCRIBE = new Schema(
            Map.of(1, "channel$", 3, "recover#", 6, "epoch$", 7, "offset#", 11, "join_leave#"),
            Map.of());
    private static final Schema COMMAND = new Schema(
            Map.of(1, "id#", 4, "connect", 5, "subscribe", 6, "unsubscribe", 13, "rpc"),
            Map.of("connect", EMPTY, "subscribe", SUBSCRIBE, "unsubscribe",
                    new Schema(Map.of(1, "channel$"), Map.of()), "rpc",
                    new Schema(Map.of(1, "data*", 2, "method$"), Map.of())));
    private static final Schema PUBLICATION = new Schema(Map.of(4, "data$", 6, "offset#"),
            Map.of());
    private static final Schema MEMBER = new Schema(Map.of(1, "info"),
            Map.of("info", new Schema(Map.of(2, "client$"), Map.of())));
    private static final Schema PUSH = new Schema(
            Map.of(2, "channel$", 4, "pub", 5, "join", 6, "leave", 7, "unsubscribe"),
            Map.of("pub", PUBLICATION, "join", MEMBER, "leave", MEMBER, "unsubscribe",
                    new Schema(Map.of(2, "code#"), Map.of())));
    private static final Schema REPLY = new Schema(
            Map.of(1, "id#", 2, "error", 4, "push", 5, "connect", 6, "subscribe", 7, "unsubscribe",
                    13, "rpc"),
            Map.of("error", new Schema(Map.of(1, "code#", 2, "message$"), Map.of()), "push", PUSH,
                    "connect", new Schema(Map.of(1, "client$"), Map.of()), "subscribe",
                    new Schema(Map.of(6, "epoch$", 7, "publications[]", 8, "recovered#", 9,
                            "offset#"), Map.of("publications", PUBLICATION)),
                    "unsubscribe", EMPTY, "rpc", new Schema(Map.of(1, "data*"), Map.of())));

    abstract byte[] encode(ObjectNode command);

    abstract List<JsonNode> decode(byte[] frame);

    private static byte[] message(Schema schema, ObjectNode node) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        schema.names.forEach((number, typed) -> {
            String name = typed.substring(0, typed.length() - (isTyped(typed) ? 1 : 0));
            JsonNode value = node.get(name);
            if (value != null) {
                out.writeBytes(switch (typed.charAt(typed.length() - 1)) {
                    case '#' -> Wire.field(number,
                            value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asLong());
                    case '$' -> Wire.field(number, value.asString());
                    case '*' -> Wire.field(number, MAPPER.writeValueAsBytes(value));
                    default -> Wire.field(number,
                            message(java.util.Objects.requireNonNull(schema.messages.get(name)),
                                    (ObjectNode) value));
                });
            }
        });
        return out.toByteArray();
    }

    private static boolean isTyped(String typed) {
        return "#$*".indexOf(typed.charAt(typed.length() - 1)) >= 0;
    }

    private static ObjectNode message(Schema schema, ByteBuffer in) {
        ObjectNode node = MAPPER.createObjectNode();
        while (in.hasRemaining()) {
            long tag = varint(in);
            String typed = schema.names.get((int) (tag >>> 3));
            if ((tag & 7) == 0) {
                long value = varint(in);
                if (typed != null) {
                    node.put(typed.substring(0, typed.length() - 1), value);
                }
                continue;
            }
            if ((tag & 7) != 2) {
                throw new IllegalStateException("wire type " + (tag & 7));
            }
            ByteBuffer content = slice(in);
            if (typed != null) {
                put(schema, node, typed, content);
            }
        }
        return node;
    }

    private static void put(Schema schema, ObjectNode node, String typed, ByteBuffer content) {
        String name = isTyped(typed) ? typed.substring(0, typed.length() - 1) : typed;
        switch (typed.charAt(typed.length() - 1)) {
            case '$' -> node.put(name, text(content));
            case '*' -> node.set(name, MAPPER.readTree(text(content)));
            case ']' -> {
                String many = typed.substring(0, typed.length() - 2);
                ArrayNode array = node.get(many) instanceof ArrayNode there
                        ? there
                        : node.putArray(many);
                array.add(message(
                        java.util.Objects.requireNonNull(schema.messages.get(many)), content));
            }
            default -> node.set(name, message(
                    java.util.Objects.requireNonNull(schema.messages.get(name)), content));
        }
    }

    private static String text(ByteBuffer content) {
        return StandardCharsets.UTF_8.decode(content).toString();
    }

    private static ByteBuffer slice(ByteBuffer in) {
        int length = (int) varint(in);
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}

package tidings.gateway.centrifuge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.log.Message;
import tidings.log.PayloadKind;
import tidings.log.Sender;

/// Makes and shows what codec tests need.
public final class Wire {
    private Wire() {}

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static List<Command> json(String text) throws DecodeException {
        byte[] bytes = utf8(text);
        return new JsonCommandDecoder().decode(bytes, bytes.length);
    }

    public static List<Command> protobuf(byte[]... parts) throws DecodeException {
        byte[] bytes = concat(parts);
        return new ProtobufCommandDecoder().decode(bytes, bytes.length);
    }

    public static String written(Consumer<ByteBuf> writer) {
        return new String(bytes(writer), StandardCharsets.UTF_8);
    }

    public static byte[] bytes(Consumer<ByteBuf> writer) {
        ByteBuf out = Unpooled.buffer();
        try {
            writer.accept(out);
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    public static Message message(String payload, PayloadKind kind) {
        return new Message(utf8(payload), kind, null, Map.of(), null);
    }

    public static Message message(String payload, PayloadKind kind, Map<String, String> tags,
            @Nullable Sender sender) {
        return new Message(utf8(payload), kind, null, tags, sender);
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /// A field with wire type 2.
    public static byte[] field(int number, byte[]... content) {
        return concat(varint(((long) number << 3) | 2), delimited(content));
    }

    public static byte[] field(int number, String text) {
        return field(number, utf8(text));
    }

    /// A field with wire type 0.
    public static byte[] field(int number, long value) {
        return concat(varint((long) number << 3), varint(value));
    }

    public static byte[] delimited(byte[]... content) {
        byte[] all = concat(content);
        return concat(varint(all.length), all);
    }

    public static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
            out.write(((int) rest & 0x7f) | 0x80);
        }
        out.write((int) rest);
        return out.toByteArray();
    }
}

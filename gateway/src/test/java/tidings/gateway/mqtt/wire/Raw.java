package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Packets by hand, right or wrong. Parts are numbers (one byte each), strings (with two bytes of
/// length before them) and byte arrays (as they are).
final class Raw {
    static final byte[] CONNECT_3 = packet(0x10, "MQTT", 4, 0x02, two(60), "c");
    static final byte[] CONNECT_5 = packet(0x10, "MQTT", 5, 0x02, two(60), properties(), "c");

    private Raw() {}

    static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Integer octet -> out.write(octet);
                case String text -> out.writeBytes(string(text.getBytes(StandardCharsets.UTF_8)));
                case byte[] bytes -> out.writeBytes(bytes);
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return out.toByteArray();
    }

    /// A string of bytes that may be no UTF-8.
    static byte[] string(byte[] content) {
        return bytes(two(content.length), content);
    }

    static byte[] two(int value) {
        return bytes(value >> 8, value & 0xff);
    }

    static byte[] four(long value) {
        return bytes(two((int) (value >> 16)), two((int) value));
    }

    static byte[] variable(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        for (; rest >= 128; rest /= 128) {
            out.write(rest % 128 + 128);
        }
        out.write(rest);
        return out.toByteArray();
    }

    static byte[] packet(int firstByte, Object... parts) {
        byte[] body = bytes(parts);
        return bytes(firstByte, variable(body.length), body);
    }

    static byte[] properties(Object... parts) {
        byte[] block = bytes(parts);
        return bytes(variable(block.length), block);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] connect(Version version) {
        return version == Version.V5 ? CONNECT_5 : CONNECT_3;
    }

    /// A property with a value that it may have, whatever place it stands in.
    static byte[] valid(Property property) {
        return bytes(property.id, switch (property.type) {
            case BYTE -> bytes(1);
            case TWO_BYTES -> two(1);
            case FOUR_BYTES -> four(1);
            case VARIABLE -> variable(1);
            case TEXT, BINARY -> string(utf8("x"));
            case TEXT_PAIR -> bytes("n", "v");
        });
    }

    static ByteBuf buffer(byte[] bytes) {
        return ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    static byte[] from(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}

package tidings.testkit.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Packets by hand, right or wrong. Parts are numbers and characters (one byte each), strings (with
/// two bytes of length before them) and byte arrays (as they are).
public final class MqttBytes {
    private MqttBytes() {}

    public static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Integer octet -> out.write(octet);
                case Character ascii -> out.write(ascii);
                case String text -> out.writeBytes(string(utf8(text)));
                case byte[] bytes -> out.writeBytes(bytes);
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return out.toByteArray();
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A string of bytes that may be no UTF-8.
    public static byte[] string(byte[] content) {
        return bytes(two(content.length), content);
    }

    public static byte[] two(int value) {
        return bytes(value >> 8 & 0xff, value & 0xff);
    }

    public static byte[] four(long value) {
        return bytes(two((int) (value >> 16)), two((int) value));
    }

    public static byte[] variable(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        for (; rest >= 128; rest /= 128) {
            out.write(rest % 128 + 128);
        }
        out.write(rest);
        return out.toByteArray();
    }

    /// @param firstByte type and flags
    public static byte[] packet(int firstByte, Object... parts) {
        byte[] body = bytes(parts);
        return bytes(firstByte, variable(body.length), body);
    }

    public static byte[] properties(Object... parts) {
        byte[] block = bytes(parts);
        return bytes(variable(block.length), block);
    }
}

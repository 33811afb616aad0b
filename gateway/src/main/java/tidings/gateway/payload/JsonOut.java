package tidings.gateway.payload;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import tidings.log.Message;

/// Writes JSON into buffers without making anything else. What goes in must be right: these
/// methods write pieces, whoever calls them sees to the whole.
public final class JsonOut {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BASE64_BEGIN = ascii("{\"base64\":\"");
    private static final byte[] TYPE = ascii(",\"type\":");
    private static final int LONG_DIGITS_MAX = 19;

    private JsonOut() {}

    /// Punctuation and names as they are.
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A string with its quotes. A lone surrogate becomes `?`, since it has no UTF-8.
    public static void string(ByteBuf out, String text) {
        out.writeByte('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                ByteBufUtil.writeUtf8(out, text, plain, i);
                escape(out, (byte) c);
                plain = i + 1;
            }
        }
        ByteBufUtil.writeUtf8(out, text, plain, text.length());
        out.writeByte('"');
    }

    /// A string with its quotes, from valid UTF-8.
    public static void string(ByteBuf out, byte[] utf8) {
        out.writeByte('"');
        int plain = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte b = utf8[i];
            if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
                out.writeBytes(utf8, plain, i - plain);
                escape(out, b);
                plain = i + 1;
            }
        }
        out.writeBytes(utf8, plain, utf8.length - plain);
        out.writeByte('"');
    }

    /// Not negative.
    public static void number(ByteBuf out, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a negative number: " + value);
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        out.ensureWritable(LONG_DIGITS_MAX);
        int at = out.writerIndex() + digits;
        out.writerIndex(at);
        long rest = value;
        for (int i = 0; i < digits; i++) {
            out.setByte(--at, (int) ('0' + rest % 10));
            rest /= 10;
        }
    }

    /// Valid JSON on one line: a line's end can only be between its tokens, where a space is as
    /// good, and it would part messages.
    public static void json(ByteBuf out, byte[] json) {
        int plain = 0;
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                out.writeBytes(json, plain, i - plain).writeByte(' ');
                plain = i + 1;
            }
        }
        out.writeBytes(json, plain, json.length - plain);
    }

    /// A payload as a JSON value, for subscribers with a JSON encoding: JSON as it is, text as a
    /// string, bytes as `{"base64":"…","type":"…"}`.
    public static void payload(ByteBuf out, Message message) {
        switch (message.kind()) {
            case JSON -> json(out, message.payload());
            case TEXT -> string(out, message.payload());
            case BYTES -> {
                out.writeBytes(BASE64_BEGIN);
                base64(out, message.payload());
                out.writeByte('"');
                if (message.contentType() != null) {
                    out.writeBytes(TYPE);
                    string(out, message.contentType());
                }
                out.writeByte('}');
            }
        }
    }

    /// RFC 4648 §4, padded, without quotes.
    public static void base64(ByteBuf out, byte[] bytes) {
        out.ensureWritable((bytes.length + 2) / 3 * 4);
        int i = 0;
        for (; i + 2 < bytes.length; i += 3) {
            int bits = ((bytes[i] & 0xff) << 16) | ((bytes[i + 1] & 0xff) << 8)
                    | (bytes[i + 2] & 0xff);
            out.writeInt((BASE64[bits >> 18] << 24) | (BASE64[(bits >> 12) & 63] << 16)
                    | (BASE64[(bits >> 6) & 63] << 8) | BASE64[bits & 63]);
        }
        int left = bytes.length - i;
        if (left > 0) {
            int bits = ((bytes[i] & 0xff) << 16) | (left == 2 ? (bytes[i + 1] & 0xff) << 8 : 0);
            out.writeByte(BASE64[bits >> 18]).writeByte(BASE64[(bits >> 12) & 63])
                    .writeByte(left == 2 ? BASE64[(bits >> 6) & 63] : '=').writeByte('=');
        }
    }

    private static void escape(ByteBuf out, byte b) {
        out.writeByte('\\');
        switch (b) {
            case '"', '\\' -> out.writeByte(b);
            case '\n' -> out.writeByte('n');
            case '\r' -> out.writeByte('r');
            case '\t' -> out.writeByte('t');
            default -> out.writeByte('u').writeByte('0').writeByte('0').writeByte(HEX[b >> 4])
                    .writeByte(HEX[b & 15]);
        }
    }
}

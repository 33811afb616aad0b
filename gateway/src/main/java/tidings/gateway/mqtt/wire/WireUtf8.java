package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// UTF-8 as MQTT wants it (§1.5.3 of 3.1.1, §1.5.4 of 5.0): well-formed by Unicode's table 3-7, so
/// without surrogates and overlong forms, and in strings without U+0000. Looks at bytes where they
/// lie, eight at a time while they are ASCII.
final class WireUtf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;

    private WireUtf8() {}

    /// A string: [#isText] without U+0000.
    static boolean isString(ByteBuf in, int from, int to) {
        return scan(in, from, to, false);
    }

    /// A payload that is said to be UTF-8.
    static boolean isText(ByteBuf in, int from, int to) {
        return scan(in, from, to, true);
    }

    private static boolean scan(ByteBuf in, int from, int to, boolean nul) {
        int at = from;
        while (at < to) {
            if (to - at >= Long.BYTES && isPlain(in.getLong(at))) {
                at += Long.BYTES;
                continue;
            }
            byte first = in.getByte(at);
            int length = first > 0 || (first == 0 && nul) ? 1 : sequence(in, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /// Eight bytes of ASCII, none of them 0.
    private static boolean isPlain(long bytes) {
        return (((bytes - LOW_BITS) | bytes) & HIGH_BITS) == 0;
    }

    /// The length of the well-formed sequence of several bytes at `at`, or 0.
    private static int sequence(ByteBuf in, int at, int to) {
        int first = in.getUnsignedByte(at);
        int length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (length == 0 || to - at < length) {
            return 0;
        }
        int second = in.getUnsignedByte(at + 1);
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int n = 2; n < length; n++) {
            if ((in.getByte(at + n) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}

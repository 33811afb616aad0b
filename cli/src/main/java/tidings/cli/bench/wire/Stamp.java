package tidings.cli.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import tidings.cli.bench.system.NativeBuffer;

/// What every payload of a run says about itself, so that a delivery can be checked wherever it
/// turns up:
///
/// ```
/// {"d":"~tbRRRRRPPPPPPPPSSSSSSSSTTTTTTTTTTTTTTTT…"}
///       mark    publisher
///                       sequence
///                               when it was due, ns
/// ```
///
/// All are hexadecimal digits, so it is valid as JSON, as text and as bytes.
public final class Stamp {
    public static final int PAYLOAD_BYTES_MIN = 48;

    private static final byte[] HEAD = "{\"d\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int PUBLISHER_AT = 8;
    private static final int SEQUENCE_AT = 16;
    private static final int DUE_AT = 24;
    /// From the mark on.
    private static final int BYTES = 40;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final long NIBBLES = 0x0F0F0F0F0F0F0F0FL;
    private static final long LETTERS = 0x0101010101010101L;
    private static final int LETTER_OFFSET = 9;

    private final int payloadBytes;
    /// Another in every run, so that what an earlier one left in a log is not taken for this one's.
    private final byte[] mark;
    private final long markBits;

    /// @param payloadBytes of every message
    public Stamp(int payloadBytes) {
        this.payloadBytes = payloadBytes;
        this.mark = "~tb%05x".formatted(new SplittableRandom().nextInt(1 << 20))
                .getBytes(StandardCharsets.US_ASCII);
        long bits = 0;
        for (int i = mark.length - 1; i >= 0; i--) {
            bits = bits << 8 | mark[i];
        }
        this.markBits = bits;
    }

    /// A payload without sequence and time yet.
    byte[] payload(int publisher) {
        byte[] payload = new byte[payloadBytes];
        Arrays.fill(payload, (byte) 'x');
        System.arraycopy(HEAD, 0, payload, 0, HEAD.length);
        System.arraycopy(mark, 0, payload, HEAD.length, mark.length);
        hex(payload, HEAD.length + PUBLISHER_AT, publisher);
        payload[payloadBytes - 2] = '"';
        payload[payloadBytes - 1] = '}';
        return payload;
    }

    /// @param payloadAt where a payload begins in the message
    static void write(byte[] message, int payloadAt, int sequence, long dueNanos) {
        int at = payloadAt + HEAD.length;
        hex(message, at + SEQUENCE_AT, sequence);
        hex(message, at + DUE_AT, (int) (dueNanos >>> 32));
        hex(message, at + DUE_AT + 8, (int) dueNanos);
    }

    /// Where the mark of a payload is, given where the payload begins.
    static int markOf(int payloadAt) {
        return payloadAt + HEAD.length;
    }

    /// Where a payload ends, given its mark.
    int endOf(int markAt) {
        return markAt - HEAD.length + payloadBytes;
    }

    /// Whether a mark and all that follows it lie there.
    boolean isAt(NativeBuffer in, int at, int to) {
        return at + BYTES <= to && in.longAt(at) == markBits;
    }

    /// @return where the next mark is; -1 if there is none
    int find(NativeBuffer in, int from, int to) {
        for (int at = from; at + BYTES <= to; at++) {
            if (in.byteAt(at) == '~' && in.longAt(at) == markBits) {
                return at;
            }
        }
        return -1;
    }

    void deliver(NativeBuffer in, int markAt, Incoming incoming) {
        incoming.onPublication(parse(in.longAt(markAt + PUBLISHER_AT)),
                parse(in.longAt(markAt + SEQUENCE_AT)),
                (long) parse(in.longAt(markAt + DUE_AT)) << 32
                        | (parse(in.longAt(markAt + DUE_AT + 8)) & 0xFFFF_FFFFL));
    }

    private static void hex(byte[] into, int at, int value) {
        for (int i = 0; i < 8; i++) {
            into[at + i] = DIGITS[(value >>> (28 - 4 * i)) & 0xF];
        }
    }

    /// Eight digits at once, the first of them in the lowest byte.
    private static int parse(long digits) {
        long value = (digits & NIBBLES) + ((digits >>> 6) & LETTERS) * LETTER_OFFSET;
        value = (value << 4 | value >>> 8) & 0x00FF00FF00FF00FFL;
        value = (value << 8 | value >>> 16) & 0x0000FFFF0000FFFFL;
        return (int) (value << 16 | value >>> 32);
    }
}

package tidings.cli.bench.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import tidings.cli.bench.system.NativeBuffer;

/// RFC 6455 from the client's side, without extensions.
public final class WebSocketProtocol implements Protocol {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MASK_BYTES = 4;
    private static final int HEAD_BYTES = 4 + MASK_BYTES;
    private static final int LENGTH_16_END = 1 << 16;
    private static final int KEY_BYTES = 16;

    private final Dialect dialect;
    private final String authority;
    private final String path;
    private final RandomGenerator random = RandomGeneratorFactory.of("Xoroshiro128PlusPlus")
            .create();

    /// @param path before the dialect's own; empty for none
    public WebSocketProtocol(Dialect dialect, String authority, String path) {
        this.dialect = dialect;
        this.authority = authority;
        this.path = path;
    }

    @Override
    public byte[] opening(Errand errand) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        String subprotocol = dialect.subprotocol().isEmpty()
                ? ""
                : "Sec-WebSocket-Protocol: " + dialect.subprotocol() + "\r\n";
        return ("GET " + path + dialect.path(errand) + " HTTP/1.1\r\nHost: " + authority
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(key)
                + "\r\nSec-WebSocket-Version: 13\r\n" + subprotocol + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int readOpening(NativeBuffer in, int from, int to) throws IOException {
        for (int at = from; at + 4 <= to; at++) {
            if (in.byteAt(at) == '\r' && in.intAt(at) == ('\r' | '\n' << 8 | '\r' << 16
                    | '\n' << 24)) {
                String head = in.text(from, at);
                if (!head.startsWith("HTTP/1.1 101 ")) {
                    throw new IOException(head.lines().findFirst().orElse("an empty answer"));
                }
                return at + 4 - from;
            }
        }
        return 0;
    }

    @Override
    public byte[] greeting(Errand errand, int client) {
        byte[] text = dialect.greeting(errand, client);
        return text.length == 0 ? text : frame(text);
    }

    @Override
    public int read(NativeBuffer in, int from, int to, Incoming incoming) {
        int at = from;
        // Of what the dialect calls unfinished; they lie right before what is next.
        int rest = 0;
        while (to - at >= 2) {
            int first = in.byteAt(at);
            int length = in.byteAt(at + 1);
            int head = 2;
            if (length == LENGTH_16) {
                if (to - at < 4) {
                    break;
                }
                length = Short.toUnsignedInt(Short.reverseBytes((short) shortAt(in, at + 2)));
                head = 4;
            } else if (length == LENGTH_64) {
                if (to - at < 10) {
                    break;
                }
                length = (int) Math.min(Integer.MAX_VALUE / 2,
                        Long.reverseBytes(in.longAt(at + 2)));
                head = 10;
            }
            if (length < 0 || (first & FINAL) == 0) {
                incoming.onEnd("a frame that is masked, or a part of a message");
                return to;
            }
            int end = at + head + length;
            if (end > to) {
                break;
            }
            int payload = at + head;
            int opcode = first & 0xF;
            if (opcode == TEXT || opcode == BINARY) {
                in.move(at - rest, payload - rest, rest);
                rest = end - dialect.onMessage(in, payload - rest, end, incoming);
            } else {
                onControl(opcode, in, payload, end, incoming);
                in.move(at - rest, end - rest, rest);
            }
            at = end;
        }
        return rest == 0 ? at : unread(in, from, at - rest, at, incoming);
    }

    /// Makes a frame of bytes that are to be read again. The headers of the frames in which they
    /// came were before them, and are long enough, but for a message that nobody here sends.
    private static int unread(NativeBuffer in, int from, int rest, int to, Incoming incoming) {
        int length = to - rest;
        int head = rest - (length < LENGTH_16 ? 2 : 4);
        if (head < from || length >= LENGTH_16_END) {
            incoming.onEnd("a message of more than %d bytes in parts".formatted(length));
            return to;
        }
        in.setByte(head, FINAL | BINARY);
        if (length < LENGTH_16) {
            in.setByte(head + 1, length);
        } else {
            in.setByte(head + 1, LENGTH_16);
            in.setByte(head + 2, length >>> 8);
            in.setByte(head + 3, length);
        }
        return head;
    }

    @Override
    public byte[] pong() {
        byte[] text = dialect.pong();
        return text.length == 0 ? frame(new byte[0], 0xA) : frame(text);
    }

    @Override
    public Publish publish(String channel, int publisher) {
        return dialect.publish(channel, publisher);
    }

    @Override
    public int write(Publish publish, NativeBuffer out, int at) {
        byte[] message = publish.message();
        int length = message.length;
        int head = at;
        out.setByte(head++, FINAL | (dialect.isText() ? TEXT : BINARY));
        if (length < LENGTH_16) {
            out.setByte(head++, MASKED | length);
        } else {
            out.setByte(head++, MASKED | LENGTH_16);
            out.setByte(head++, length >>> 8);
            out.setByte(head++, length);
        }
        int mask = random.nextInt();
        out.setInt(head, mask);
        head += MASK_BYTES;
        long wide = (mask & 0xFFFF_FFFFL) | (long) mask << 32;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            out.setLong(head + i, (long) LONGS.get(message, i) ^ wide);
        }
        for (; i < length; i++) {
            out.setByte(head + i, message[i] ^ (int) (wide >>> (i % MASK_BYTES * Byte.SIZE)));
        }
        return head + length - at;
    }

    @Override
    public int writeOwed(int packet, NativeBuffer out, int at) {
        int mask = random.nextInt();
        out.setByte(at, FINAL | BINARY);
        out.setByte(at + 1, MASKED | Integer.BYTES);
        out.setInt(at + 2, mask);
        out.setInt(at + 2 + MASK_BYTES, packet ^ mask);
        return 2 + MASK_BYTES + Integer.BYTES;
    }

    @Override
    public int bytesOf(Publish publish) {
        int length = publish.message().length;
        if (length >= LENGTH_16_END) {
            throw new IllegalArgumentException("a message of %d bytes".formatted(length));
        }
        return HEAD_BYTES + length;
    }

    private static void onControl(int opcode, NativeBuffer in, int from, int to,
            Incoming incoming) {
        switch (opcode) {
            case PING -> incoming.onPing();
            case CLOSE -> incoming.onEnd(to - from < 2
                    ? "closed without a code"
                    : "closed with %d %s".formatted(
                            Short.toUnsignedInt(Short.reverseBytes((short) shortAt(in, from))),
                            in.text(from + 2, to)));
            default -> {
                // a pong
            }
        }
    }

    private static int shortAt(NativeBuffer in, int at) {
        return (in.byteAt(at) & 0xFF) | (in.byteAt(at + 1) & 0xFF) << Byte.SIZE;
    }

    private byte[] frame(byte[] payload) {
        return frame(payload, dialect.isText() ? TEXT : BINARY);
    }

    private byte[] frame(byte[] payload, int opcode) {
        int length = payload.length;
        int head = length < LENGTH_16 ? 2 : 4;
        byte[] frame = new byte[head + MASK_BYTES + length];
        frame[0] = (byte) (FINAL | opcode);
        frame[1] = (byte) (MASKED | Math.min(length, LENGTH_16));
        if (head == 4) {
            frame[2] = (byte) (length >>> 8);
            frame[3] = (byte) length;
        }
        int mask = random.nextInt();
        for (int i = 0; i < MASK_BYTES; i++) {
            frame[head + i] = (byte) (mask >>> (i * Byte.SIZE));
        }
        for (int i = 0; i < length; i++) {
            frame[head + MASK_BYTES + i] = (byte) (payload[i] ^ frame[head + i % MASK_BYTES]);
        }
        return frame;
    }
}

package tidings.gateway.net;

import tidings.gateway.payload.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Bytes of a WebSocket peer become messages (RFC 6455 §5), strictly: whatever it may not send
/// ends the connection.
///
/// Between frames it holds nothing. A frame that is not whole yet waits in a buffer that grows
/// with what has come, not with what was announced. A whole one is copied once, unmasked, into
/// memory of the loop.
@OwnedBy(Owner.LOOP)
final class WebSocketDecoder {
    /// What frames are given to. All byte arrays are on loan for the call.
    interface Sink {
        /// Whether the next frame may come; if not, the rest waits for [WebSocketDecoder#resume].
        boolean accepts();

        void onMessage(byte[] bytes, int length, boolean text) throws WebSocketException;

        void onPing(byte[] bytes, int length);

        void onPong();

        /// @param code 1005 if the frame had none
        void onClose(int code, String reason);

        /// Memory for one frame, as [NettyLoop#scratch].
        byte[] scratch(int bytes);
    }

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xa;
    private static final int NO_CODE = 1005;
    private static final int REST_BYTES_MIN = 128;

    private final Sink sink;
    private final int messageBytesMax;
    /// What was read and is no whole frame yet; null between frames.
    private @Nullable ByteBuf rest;
    /// A message of which fragments have come; null between messages.
    private byte @Nullable [] fragments;
    private int fragmentBytes;
    private boolean fragmentsAreText;

    WebSocketDecoder(Sink sink, int messageBytesMax) {
        this.sink = sink;
        this.messageBytesMax = messageBytesMax;
    }

    /// Takes over what was read and gives every whole frame to the sink.
    void feed(ByteBuf in) throws WebSocketException {
        if (rest == null) {
            rest = in;
        } else {
            try {
                rest.writeBytes(in);
            } finally {
                in.release();
            }
        }
        resume();
    }

    /// Goes on with what is left, after the sink did not accept.
    void resume() throws WebSocketException {
        ByteBuf in = rest;
        if (in == null) {
            return;
        }
        while (sink.accepts() && decode(in)) {
            if (rest == null) {
                return;
            }
        }
        if (rest != null) {
            keep(in);
        }
    }

    int heldBytes() {
        return (rest == null ? 0 : rest.capacity()) + (fragments == null ? 0 : fragments.length);
    }

    /// Lets go of everything; nothing is decoded after it.
    void release() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
        fragments = null;
    }

    /// A small rest must not hold on to the large buffer it was read into.
    private void keep(ByteBuf in) {
        if (!in.isReadable()) {
            in.release();
            rest = null;
        } else if (in.writableBytes() < in.readableBytes() || in.readerIndex() > 0) {
            int bytes = Math.max(REST_BYTES_MIN, in.readableBytes() * 2);
            ByteBuf compact = ByteBufAllocator.DEFAULT.heapBuffer(bytes);
            compact.writeBytes(in);
            in.release();
            rest = compact;
        }
    }

    private boolean decode(ByteBuf in) throws WebSocketException {
        if (in.readableBytes() < 2) {
            return false;
        }
        int at = in.readerIndex();
        int first = in.getByte(at) & 0xff;
        int second = in.getByte(at + 1) & 0xff;
        boolean last = (first & 0x80) != 0;
        int opcode = first & 0x0f;
        checkHeader(first, second, last, opcode);
        int lengthBytes = (second & 0x7f) == 126 ? 2 : (second & 0x7f) == 127 ? 8 : 0;
        if (in.readableBytes() < 2 + lengthBytes) {
            return false;
        }
        long announced = announced(in, at, second & 0x7f);
        if (opcode < CLOSE && announced > messageBytesMax - fragmentBytes) {
            throw new WebSocketException(WebSocketException.TOO_BIG,
                    "a message may have at most " + messageBytesMax + " bytes");
        }
        int length = (int) announced;
        int header = 2 + lengthBytes + 4;
        if (in.readableBytes() < header + length) {
            return false;
        }
        int mask = in.getInt(at + 2 + lengthBytes);
        in.skipBytes(header);
        deliver(in, last, opcode, length, mask);
        return true;
    }

    private void checkHeader(int first, int second, boolean last, int opcode)
            throws WebSocketException {
        if ((first & 0x70) != 0) {
            throw wrong("a reserved bit is set");
        }
        if ((second & 0x80) == 0) {
            throw wrong("a frame is not masked");
        }
        switch (opcode) {
            case CONTINUATION -> {
                if (fragments == null) {
                    throw wrong("a continuation of nothing");
                }
            }
            case TEXT, BINARY -> {
                if (fragments != null) {
                    throw wrong("a message inside another's fragments");
                }
            }
            case CLOSE, PING, PONG -> {
                if (!last) {
                    throw wrong("a control frame is fragmented");
                }
                if ((second & 0x7f) > 125) {
                    throw wrong("a control frame is longer than 125 bytes");
                }
            }
            default -> throw wrong("unknown opcode " + opcode);
        }
    }

    private static long announced(ByteBuf in, int at, int short7) throws WebSocketException {
        if (short7 < 126) {
            return short7;
        }
        if (short7 == 126) {
            int length = in.getUnsignedShort(at + 2);
            if (length < 126) {
                throw wrong("a length is not minimal");
            }
            return length;
        }
        long length = in.getLong(at + 2);
        if (length < 0) {
            throw wrong("a length has its highest bit set");
        }
        if (length < 65_536) {
            throw wrong("a length is not minimal");
        }
        return length;
    }

    private void deliver(ByteBuf in, boolean last, int opcode, int length, int mask)
            throws WebSocketException {
        switch (opcode) {
            case CONTINUATION -> onFragment(in, length, mask, last);
            case TEXT, BINARY -> {
                if (last) {
                    byte[] bytes = sink.scratch(length);
                    unmask(in, bytes, 0, length, mask);
                    onMessage(bytes, length, opcode == TEXT);
                } else {
                    fragments = new byte[Math.max(length, 16)];
                    fragmentBytes = 0;
                    fragmentsAreText = opcode == TEXT;
                    onFragment(in, length, mask, false);
                }
            }
            case PING -> {
                byte[] bytes = sink.scratch(length);
                unmask(in, bytes, 0, length, mask);
                sink.onPing(bytes, length);
            }
            case PONG -> {
                in.skipBytes(length);
                sink.onPong();
            }
            default -> onClose(in, length, mask);
        }
    }

    private void onFragment(ByteBuf in, int length, int mask, boolean last)
            throws WebSocketException {
        byte[] bytes = fragments;
        if (bytes == null) {
            throw new IllegalStateException("a fragment of no message");
        }
        if (bytes.length < fragmentBytes + length) {
            int grown = Math.min(messageBytesMax,
                    Math.max(bytes.length * 2, fragmentBytes + length));
            bytes = Arrays.copyOf(bytes, grown);
            fragments = bytes;
        }
        unmask(in, bytes, fragmentBytes, length, mask);
        fragmentBytes += length;
        if (last) {
            int messageBytes = fragmentBytes;
            fragments = null;
            fragmentBytes = 0;
            onMessage(bytes, messageBytes, fragmentsAreText);
        }
    }

    private void onMessage(byte[] bytes, int length, boolean text) throws WebSocketException {
        if (text && !Utf8.isValid(bytes, 0, length)) {
            throw new WebSocketException(WebSocketException.NOT_UTF8, "text is not UTF-8");
        }
        sink.onMessage(bytes, length, text);
    }

    private void onClose(ByteBuf in, int length, int mask) throws WebSocketException {
        if (length == 0) {
            sink.onClose(NO_CODE, "");
            return;
        }
        if (length == 1) {
            throw wrong("half a close code");
        }
        byte[] bytes = sink.scratch(length);
        unmask(in, bytes, 0, length, mask);
        int code = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        if (!mayBeSent(code)) {
            throw wrong("close code " + code + " may not be sent");
        }
        if (!Utf8.isValid(bytes, 2, length)) {
            throw new WebSocketException(WebSocketException.NOT_UTF8, "a reason is not UTF-8");
        }
        sink.onClose(code, new String(bytes, 2, length - 2, StandardCharsets.UTF_8));
    }

    /// RFC 6455 §7.4, and the codes registered since.
    private static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
                || (code >= 3000 && code <= 4999);
    }

    private static void unmask(ByteBuf in, byte[] bytes, int from, int length, int mask) {
        in.readBytes(bytes, from, length);
        Mask.apply(bytes, from, length, mask);
    }

    private static WebSocketException wrong(String reason) {
        return new WebSocketException(WebSocketException.PROTOCOL_ERROR, reason);
    }
}

package tidings.gateway.net;

import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a WebSocket peer sends gives the same messages and the same violation however it is cut
/// into reads, and messages that are written as frames again are read as what they were.
public final class WebSocketFramesFuzz {
    private static final int MESSAGE_BYTES_MAX = 1_000;
    private static final EmbeddedLoop EMBEDDED = new EmbeddedLoop();

    private WebSocketFramesFuzz() {}

    private record Event(int firstByte, byte[] payload) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Event event && event.firstByte == firstByte
                    && Arrays.equals(event.payload, payload);
        }

        @Override
        public int hashCode() {
            return firstByte + Arrays.hashCode(payload);
        }

        @Override
        public String toString() {
            return firstByte + " " + Arrays.toString(payload);
        }
    }

    private static final class Recorder implements WebSocketDecoder.Sink {
        final List<Event> events = new ArrayList<>();

        @Override
        public boolean accepts() {
            return true;
        }

        @Override
        public void onMessage(byte[] bytes, int length, boolean text) {
            if (length > MESSAGE_BYTES_MAX) {
                throw new AssertionError("a message of " + length);
            }
            events.add(new Event(text ? 0x81 : 0x82, Arrays.copyOf(bytes, length)));
        }

        @Override
        public void onPing(byte[] bytes, int length) {
            events.add(new Event(0x89, Arrays.copyOf(bytes, length)));
        }

        @Override
        public byte[] scratch(int bytes) {
            return EMBEDDED.loop.scratch(bytes);
        }

        @Override
        public void onPong() {
            events.add(new Event(0x8a, new byte[0]));
        }

        @Override
        public void onClose(int code, String reason) {
            byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
            byte[] payload = new byte[code == 1005 ? 0 : 2 + utf8.length];
            if (code != 1005) {
                payload[0] = (byte) (code >> 8);
                payload[1] = (byte) code;
                System.arraycopy(utf8, 0, payload, 2, utf8.length);
            }
            events.add(new Event(0x88, payload));
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<Event> whole = decoded(input, input.length);
        for (int step = 1; step <= Math.min(16, input.length); step++) {
            same(whole, decoded(input, step));
        }
        for (int at = 1; at < Math.min(64, input.length); at++) {
            same(whole, decodedInTwo(input, at));
        }
        List<Event> messages = whole.stream().filter(event -> event.firstByte > 0).toList();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        messages.forEach(event -> frames.writeBytes(RawPeer.frame(event.firstByte, event.payload)));
        same(messages, decoded(frames.toByteArray(), 7));
    }

    private static void same(List<Event> expected, List<Event> found) {
        if (!expected.equals(found)) {
            throw new AssertionError("%s became %s".formatted(expected, found));
        }
    }

    private static List<Event> decoded(byte[] input, int step) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < input.length; at += step) {
            pieces.add(Arrays.copyOfRange(input, at, Math.min(input.length, at + step)));
        }
        return decoded(pieces);
    }

    private static List<Event> decodedInTwo(byte[] input, int at) {
        return decoded(List.of(Arrays.copyOf(input, at),
                Arrays.copyOfRange(input, at, input.length)));
    }

    /// The last event is the code of a violation, negative, if there is one.
    private static List<Event> decoded(List<byte[]> pieces) {
        Recorder recorder = new Recorder();
        WebSocketDecoder decoder = new WebSocketDecoder(recorder,
                MESSAGE_BYTES_MAX);
        try {
            for (byte[] piece : pieces) {
                decoder.feed(ByteBufAllocator.DEFAULT.heapBuffer(piece.length).writeBytes(piece));
            }
        } catch (WebSocketException e) {
            recorder.events.add(new Event(-e.code, new byte[0]));
        } finally {
            decoder.release();
        }
        return recorder.events;
    }
}

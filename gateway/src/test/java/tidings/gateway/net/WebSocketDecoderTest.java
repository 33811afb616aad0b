package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.net.RawPeer.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// P2 and P3 of the abuse list, by name.
@ExtendWith(LeakCheck.class)
class WebSocketDecoderTest {
    private static final int LIMIT = 1000;
    private static final EmbeddedLoop EMBEDDED = new EmbeddedLoop();

    private static final class Recorder implements WebSocketDecoder.Sink {
        final List<String> events = new ArrayList<>();
        boolean accepting = true;

        @Override
        public boolean accepts() {
            return accepting;
        }

        @Override
        public void onMessage(byte[] bytes, int length, boolean text) {
            events.add((text ? "text " : "binary ")
                    + new String(bytes, 0, length, StandardCharsets.UTF_8));
        }

        @Override
        public void onPing(byte[] bytes, int length) {
            events.add("ping " + new String(bytes, 0, length, StandardCharsets.UTF_8));
        }

        @Override
        public byte[] scratch(int bytes) {
            return EMBEDDED.loop.scratch(bytes);
        }

        @Override
        public void onPong() {
            events.add("pong");
        }

        @Override
        public void onClose(int code, String reason) {
            events.add("close " + code + " " + reason);
        }
    }

    /// What comes out of bytes that arrive in these pieces; the last event is the close code of a
    /// violation, if there is one.
    private List<String> decoded(byte[]... pieces) {
        Recorder recorder = new Recorder();
        WebSocketDecoder decoder = new WebSocketDecoder(recorder, LIMIT);
        try {
            for (byte[] piece : pieces) {
                decoder.feed(ByteBufAllocator.DEFAULT.directBuffer().writeBytes(piece));
            }
        } catch (WebSocketException e) {
            assertThat(e.getStackTrace()).isEmpty();
            recorder.events.add("violation " + e.code);
        } finally {
            decoder.release();
        }
        return recorder.events;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] session() {
        return concat(frame(0x81, utf8("hello")), frame(0x01, utf8("fragm")),
                frame(0x89, utf8("p")),
                frame(0x00, utf8("é".substring(0, 1))), frame(0x80, new byte[0]),
                frame(0x82, bytes(0, 1)), frame(0x81, utf8("x".repeat(300))),
                frame(0x8a, utf8("q")),
                frame(0x81, new byte[0]), frame(0x02, new byte[0]), frame(0x00, new byte[0]),
                frame(0x80, utf8("end")), frame(0x88, concat(bytes(3, 232), utf8("bye"))));
    }

    @Test
    void messagesComeWholeWhateverTheirFrames() {
        assertThat(decoded(session())).containsExactly("text hello", "ping p", "text fragmé",
                "binary \u0000\u0001", "text " + "x".repeat(300), "pong", "text ", "binary end",
                "close 1000 bye");
    }

    @Test
    void everySplitAtEveryByteGivesTheSame() {
        byte[] all = session();
        List<String> expected = decoded(all);
        for (int at = 0; at <= all.length; at++) {
            assertThat(decoded(Arrays.copyOf(all, at), Arrays.copyOfRange(all, at, all.length)))
                    .isEqualTo(expected);
        }
        byte[][] single = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            single[i] = new byte[]{all[i]};
        }
        assertThat(decoded(single)).isEqualTo(expected);
    }

    @Test
    void whatIsLeftWaitsWhileNothingIsAccepted() throws WebSocketException {
        Recorder recorder = new Recorder();
        WebSocketDecoder decoder = new WebSocketDecoder(recorder, LIMIT);
        recorder.accepting = false;
        decoder.feed(ByteBufAllocator.DEFAULT.directBuffer().writeBytes(session()));
        decoder.feed(ByteBufAllocator.DEFAULT.directBuffer().writeBytes(frame(0x8a, new byte[0])));
        assertThat(recorder.events).isEmpty();
        recorder.accepting = true;
        decoder.resume();
        assertThat(recorder.events).hasSize(10).startsWith("text hello").endsWith("pong");
        decoder.release();
    }

    private void violates(int code, byte[]... frames) {
        byte[] all = concat(frames);
        assertThat(decoded(all)).last().isEqualTo("violation " + code);
        byte[][] single = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            single[i] = new byte[]{all[i]};
        }
        assertThat(decoded(single)).last().isEqualTo("violation " + code);
    }

    @Test
    void p2_unmaskedFramesAreRefused() {
        violates(1002, bytes(0x81, 1, 'a'));
    }

    @Test
    void p2_reservedBitsAreRefused() {
        for (int bit : new int[]{0x40, 0x20, 0x10}) {
            violates(1002, frame(0x81 | bit, utf8("a")));
            violates(1002, frame(0x89 | bit, utf8("a")));
        }
    }

    @Test
    void p2_reservedOpcodesAreRefused() {
        for (int opcode : new int[]{3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf}) {
            violates(1002, frame(0x80 | opcode, utf8("a")));
        }
    }

    @Test
    void p2_fragmentedControlFramesAreRefused() {
        for (int opcode : new int[]{0x8, 0x9, 0xa}) {
            violates(1002, frame(opcode, new byte[0]));
        }
    }

    @Test
    void p2_longControlFramesAreRefused() {
        violates(1002, frame(0x89, new byte[126]));
        violates(1002, frame(0x88, new byte[126]));
        assertThat(decoded(frame(0x89, new byte[125]))).hasSize(1);
    }

    @Test
    void p2_aContinuationOfNothingIsRefused() {
        violates(1002, frame(0x80, utf8("a")));
        violates(1002, frame(0x81, utf8("a")), frame(0x00, utf8("a")));
    }

    @Test
    void p2_interleavedMessagesAreRefused() {
        violates(1002, frame(0x01, utf8("a")), frame(0x81, utf8("b")));
        violates(1002, frame(0x02, utf8("a")), frame(0x02, utf8("b")));
    }

    @Test
    void p2_lengthsOf2To63AndMoreAreRefused() {
        violates(1002, bytes(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0));
        violates(1002, bytes(0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
        violates(1009, bytes(0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
    }

    @Test
    void p2_lengthsThatAreNotMinimalAreRefused() {
        violates(1002, bytes(0x82, 0xfe, 0, 125));
        violates(1002, bytes(0x82, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff));
    }

    @Test
    void p2_messagesAreBoundedInAllTheirFragments() {
        assertThat(decoded(frame(0x82, new byte[LIMIT]))).hasSize(1);
        violates(1009, frame(0x82, new byte[LIMIT + 1]));
        violates(1009, frame(0x02, new byte[LIMIT]), frame(0x80, new byte[1]));
        assertThat(decoded(frame(0x02, new byte[LIMIT]), frame(0x80, new byte[0]))).hasSize(1);
    }

    @Test
    void p2_closeCodesThatMayNotBeSentAreRefused() {
        for (int code : new int[]{0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000,
                65535}) {
            violates(1002, frame(0x88, bytes(code >> 8, code)));
        }
        for (int code : new int[]{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
                1014, 3000, 3999, 4000, 4999}) {
            assertThat(decoded(frame(0x88, bytes(code >> 8, code))))
                    .containsExactly("close " + code + " ");
        }
        assertThat(decoded(frame(0x88, new byte[0]))).containsExactly("close 1005 ");
    }

    @Test
    void p2_closeBodiesOfOneByteAreRefused() {
        violates(1002, frame(0x88, bytes(3)));
    }

    @Test
    void p3_textThatIsNotUtf8IsRefused() {
        for (byte[] wrong : new byte[][]{bytes(0xff), bytes(0xc0, 0x80), bytes(0xed, 0xa0, 0x80),
                bytes(0xf4, 0x90, 0x80, 0x80), bytes(0xe2, 0x82), bytes(0x80)}) {
            violates(1007, frame(0x81, wrong));
            violates(1007, frame(0x01, utf8("ok")), frame(0x80, wrong));
            violates(1007, frame(0x88, concat(bytes(3, 232), wrong)));
            assertThat(decoded(frame(0x82, wrong))).hasSize(1);
        }
    }

    @Test
    void p3_charactersMaySplitAcrossFragments() {
        byte[] euro = utf8("€");
        assertThat(decoded(frame(0x01, Arrays.copyOf(euro, 1)), frame(0x00, new byte[0]),
                frame(0x80, Arrays.copyOfRange(euro, 1, 3)))).containsExactly("text €");
    }

    /// Whatever comes, there is an event or a violation, and nothing else is thrown.
    @Test
    void randomBytesAndMutationsNeverBreakIt() {
        Random random = new Random(7);
        byte[] session = session();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes;
            if (round % 2 == 0) {
                bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
            } else {
                bytes = session.clone();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            int cut = random.nextInt(bytes.length + 1);
            List<String> whole = decoded(bytes);
            assertThat(decoded(Arrays.copyOf(bytes, cut),
                    Arrays.copyOfRange(bytes, cut, bytes.length)))
                    .as("seed 7, round %d", round).isEqualTo(whole);
        }
    }

    @Test
    void aSmallRestDoesNotHoldALargeBuffer() throws WebSocketException {
        WebSocketDecoder decoder = new WebSocketDecoder(new Recorder(), LIMIT);
        ByteBuf large = ByteBufAllocator.DEFAULT.directBuffer(64 * 1024);
        large.writeBytes(frame(0x81, utf8("a"))).writeBytes(bytes(0x81));
        decoder.feed(large);
        assertThat(large.refCnt()).isZero();
        decoder.release();
    }
}

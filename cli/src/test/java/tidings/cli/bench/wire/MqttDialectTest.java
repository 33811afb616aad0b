package tidings.cli.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.cli.bench.system.NativeBuffer;
import tidings.cli.bench.wire.MqttTerms.Version;

/// What a server may send, in whatever parts it comes.
class MqttDialectTest {
    private static final int PAYLOAD_BYTES = 200;
    private static final int BUFFER_BYTES = 8 * 1024;

    private final Stamp stamp = new Stamp(PAYLOAD_BYTES);

    /// Says in words what it was told.
    private static final class Told implements Incoming {
        final List<String> words = new ArrayList<>();
        Errand errand = Errand.subscribe("a", false);

        @Override
        public Errand errand() {
            return errand;
        }

        @Override
        public void onUnansweredMax(int publishes) {
            words.add("at most " + publishes);
        }

        @Override
        public void onOwed(int packet) {
            words.add("owed %08x".formatted(Integer.reverseBytes(packet)));
        }

        @Override
        public void onPublication(int publisher, int sequence, long dueNanos) {
            words.add("publication %d %d %d".formatted(publisher, sequence, dueNanos));
        }

        @Override
        public void onPublished(int id) {
            words.add("published " + id);
        }

        @Override
        public void onReply(Reply reply) {
            words.add("reply %d %s %s".formatted(reply.id(), reply.error(),
                    reply.place().recovered()));
        }

        @Override
        public void onPing() {
            words.add("ping");
        }

        @Override
        public void onForeign(String text) {
            words.add("foreign " + text);
        }

        @Override
        public void onEnd(String why) {
            words.add("end " + why);
        }
    }

    private MqttDialect dialect(Version version, int qos) {
        return new MqttDialect(stamp, new MqttTerms(version, qos, null, null));
    }

    private byte[] publish(Version version, int qos, int sequence) {
        Publish publish = dialect(version, qos).publish("room/1", 7);
        publish.set(260, sequence, 1_000L + sequence);
        return publish.message().clone();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /// Binary frames of so many bytes, and a ping in front of each but the first.
    private static byte[] framed(byte[] stream, int frameBytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int from = 0; from < stream.length; from += frameBytes) {
            int length = Math.min(frameBytes, stream.length - from);
            if (from > 0) {
                all.writeBytes(bytes(0x89, 1, 'p'));
            }
            all.write(0x82);
            if (length < 126) {
                all.write(length);
            } else {
                all.writeBytes(bytes(126, length >> 8, length));
            }
            all.write(stream, from, length);
        }
        return all.toByteArray();
    }

    /// As a connection does: what is not whole is read again, with more.
    private static List<String> read(Protocol protocol, byte[] bytes, int chunkBytes) {
        Told told = new Told();
        NativeBuffer in = new NativeBuffer(BUFFER_BYTES);
        byte[] rest = new byte[0];
        for (int from = 0; from < bytes.length; from += chunkBytes) {
            int length = Math.min(chunkBytes, bytes.length - from);
            in.write(0, rest, 0, rest.length);
            in.write(rest.length, bytes, from, length);
            int to = rest.length + length;
            int at = protocol.read(in, 0, to, told);
            rest = new byte[to - at];
            in.read(at, rest, 0, rest.length);
        }
        assertThat(rest).isEmpty();
        return told.words;
    }

    private static List<String> read(Protocol protocol, byte[] bytes) {
        return read(protocol, bytes, bytes.length);
    }

    private byte[] conversation() {
        return joined(publish(Version.V5, 1, 0), bytes(0x40, 2, 1, 4), publish(Version.V5, 2, 1),
                bytes(0x62, 2, 1, 4), bytes(0xD0, 0), publish(Version.V5, 0, 2));
    }

    private static final List<String> SAID = List.of("owed 40020104", "publication 7 0 1000",
            "published 260", "owed 50020104", "publication 7 1 1001", "owed 70020104",
            "foreign a packet that begins with 0xd0", "publication 7 2 1002");

    @Test
    void aStreamInAnyPartsSaysTheSame() {
        byte[] stream = conversation();
        for (int chunk = 1; chunk <= stream.length; chunk++) {
            assertThat(read(new MqttProtocol(dialect(Version.V5, 1)), stream, chunk))
                    .as("parts of %d", chunk).isEqualTo(SAID);
        }
    }

    @Test
    void packetsInAnyFramesSayTheSame() {
        byte[] stream = conversation();
        for (int frame = 1; frame <= stream.length; frame++) {
            byte[] framed = framed(stream, frame);
            for (int chunk : new int[]{1, 2, 3, 7, 64, 150, framed.length}) {
                List<String> words = read(
                        new WebSocketProtocol(dialect(Version.V5, 1), "localhost", "/mqtt"),
                        framed, chunk);
                assertThat(words.stream().filter(word -> !word.equals("ping")))
                        .as("frames of %d, parts of %d", frame, chunk).isEqualTo(SAID);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void whatIsPublishedIsReadAgain(Version version) {
        for (int qos = 0; qos <= 2; qos++) {
            assertThat(read(new MqttProtocol(dialect(version, qos)), publish(version, qos, 3)))
                    .last().isEqualTo("publication 7 3 1003");
        }
    }

    @Test
    void aSubscriberIsReadyWhenItsSubscriptionIs() {
        Protocol protocol = new MqttProtocol(dialect(Version.V5, 1));
        assertThat(read(protocol, bytes(0x20, 6, 0, 0, 3, 0x21, 0, 20))).containsExactly(
                "at most 20");
        assertThat(read(protocol, bytes(0x90, 4, 0, 1, 0, 1))).containsExactly(
                "reply 2 null false");
    }

    @Test
    void whoComesBackIsReadyAtOnce() {
        Told told = new Told();
        told.errand = new Errand("a", true, new Place("session", 0, false), true);
        NativeBuffer in = new NativeBuffer(BUFFER_BYTES);
        byte[] connack = bytes(0x20, 2, 1, 0);
        in.write(0, connack, 0, connack.length);
        dialect(Version.V3_1_1, 1).onMessage(in, 0, connack.length, told);
        assertThat(told.words).containsExactly("reply 2 null true");
    }

    @Test
    void whatIsRefusedSaysWhy() {
        Protocol protocol = new MqttProtocol(dialect(Version.V5, 1));
        assertThat(read(protocol, bytes(0x20, 3, 0, 0x86, 0)))
                .containsExactly("reply 0 0x86 bad user name or password false");
        assertThat(read(protocol, bytes(0x90, 4, 0, 1, 0, 0x87)))
                .containsExactly("reply 0 0x87 not authorized false");
        assertThat(read(protocol, bytes(0x40, 3, 1, 4, 0x97)))
                .containsExactly("reply 260 0x97 quota exceeded false");
        assertThat(read(protocol, bytes(0xE0, 2, 0x8E, 0)))
                .containsExactly("end disconnected with 0x8e session taken over");
    }
}

package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import tidings.testkit.mqtt.MqttBytes;

/// Runs bytes through a decoder: whole, in two pieces at every place, and byte by byte.
final class Decoding {
    static final int BYTES_MAX = 100_000;
    static final RecursiveComparisonConfiguration BY_CONTENT = RecursiveComparisonConfiguration
            .builder().build();
    private static final int CUT_MAX = 100;

    /// A PUBLISH with all that its view says, to keep.
    ///
    /// @param payload in hexadecimal digits
    record SeenPublish(boolean duplicate, int qos, boolean retain, int packetId, String topic,
            int topicAlias, long messageExpirySeconds, boolean saysUtf8, String contentType,
            List<Byte> forwardable, MessageProperties properties, String payload) {
        static SeenPublish of(Publish publish) {
            byte[] block = publish.forwardable();
            byte[] payload = publish.payload();
            assertThat(publish.topicBytes()).hasSize(publish.topicLength());
            assertThat(publish.hasTopic(publish.topicBytes())).isTrue();
            assertThat(payload).hasSize(publish.payloadLength());
            MessageProperties properties = MessageProperties.read(block);
            assertThat(properties.saysUtf8()).isEqualTo(publish.saysUtf8());
            assertThat(properties.contentType()).isEqualTo(publish.contentType());
            return new SeenPublish(publish.duplicate(), publish.qos(), publish.retain(),
                    publish.packetId(), publish.topic(), publish.topicAlias(),
                    publish.messageExpirySeconds(), publish.saysUtf8(),
                    String.valueOf(publish.contentType()), boxed(block), properties,
                    HexFormat.of().formatHex(payload));
        }

        byte[] payloadBytes() {
            return HexFormat.of().parseHex(payload);
        }

        private static List<Byte> boxed(byte @Nullable [] block) {
            List<Byte> all = new ArrayList<>();
            for (byte b : block == null ? new byte[0] : block) {
                all.add(b);
            }
            return all;
        }
    }

    /// What came out: packets (PUBLISH as [SeenPublish]), and at last the error, if there is one.
    record Seen(List<Object> packets, @Nullable ReasonCode error, @Nullable String sentence,
            @Nullable Version version) {}

    private Decoding() {}

    static Seen decoded(List<byte[]> pieces) {
        return decoded(pieces, BYTES_MAX);
    }

    static Seen decoded(List<byte[]> pieces, int bytesMax) {
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(bytesMax);
        List<Object> packets = new ArrayList<>();
        try {
            for (byte[] piece : pieces) {
                decoder.feed(pieces.size() == 1
                        ? Raw.buffer(piece)
                        : Unpooled.wrappedBuffer(piece));
                for (FromClient packet = decoder.next(reading); packet != null; packet = decoder
                        .next(reading)) {
                    packets.add(packet instanceof Publish publish
                            ? SeenPublish.of(publish)
                            : packet);
                }
            }
            return new Seen(packets, null, null, decoder.version());
        } catch (DecodeException e) {
            assertThat(e.getStackTrace()).isEmpty();
            assertThat(e.sentence()).isNotBlank().isEqualTo(e.getMessage());
            return new Seen(packets, e.reason(), e.sentence(), decoder.version());
        } finally {
            decoder.release();
        }
    }

    /// The same however it is cut into reads. (Of what is long only the beginning is cut.)
    static Seen decoded(byte[]... packets) {
        byte[] all = MqttBytes.bytes((Object[]) packets);
        Seen whole = decoded(List.of(all));
        int cut = Math.min(all.length, CUT_MAX);
        List<byte[]> single = new ArrayList<>();
        for (int at = 0; at < cut; at++) {
            single.add(new byte[]{all[at]});
        }
        single.add(Raw.from(all, cut, all.length));
        same(whole, decoded(single));
        for (int at = 1; at < cut; at++) {
            same(whole, decoded(List.of(Raw.from(all, 0, at), Raw.from(all, at, all.length))));
        }
        return whole;
    }

    /// Arrays are equal by content, which takes a comparison that is slow.
    static void same(Seen expected, Seen found) {
        if (!expected.equals(found)) {
            assertThat(found).usingRecursiveComparison(BY_CONTENT).isEqualTo(expected);
        }
    }

    /// The one packet after a CONNECT.
    static Object packet(Version version, byte[] packet) {
        Seen seen = decoded(Raw.connect(version), packet);
        assertThat(seen.sentence()).isNull();
        assertThat(seen.packets()).hasSize(2);
        return seen.packets().get(1);
    }

    static void is(Version version, byte[] packet, Object expected) {
        assertThat(packet(version, packet)).usingRecursiveComparison(BY_CONTENT)
                .isEqualTo(expected);
    }

    static void isPacket(Version version, byte[] packet) {
        assertThat(packet(version, packet)).isNotNull();
    }

    /// After a CONNECT.
    static void refused(Version version, ReasonCode reason, byte[] packet) {
        Seen seen = decoded(Raw.connect(version), packet);
        assertThat(seen.packets()).as("what is refused").hasSize(1);
        assertThat(seen.error()).as(seen.sentence()).isEqualTo(reason);
    }

    static void malformed(Version version, byte[] packet) {
        refused(version, ReasonCode.MALFORMED_PACKET, packet);
    }

    static void protocolError(Version version, byte[] packet) {
        refused(version, ReasonCode.PROTOCOL_ERROR, packet);
    }
}

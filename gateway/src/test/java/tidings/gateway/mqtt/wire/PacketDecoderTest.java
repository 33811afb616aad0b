package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.mqtt.wire.Version.V3_1_1;
import static tidings.gateway.mqtt.wire.Version.V5;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.gateway.net.LeakCheck;
import tidings.testkit.mqtt.MqttBytes;

@ExtendWith(LeakCheck.class)
class PacketDecoderTest {
    private static final byte[] PING = packet(0xc0);

    static byte[] conversation(Version version) {
        Object block = version == V5 ? properties(0x26, "n", "v") : bytes();
        return bytes(Raw.connect(version), packet(0x82, two(1), block, "a/#", 1, "+/b", 2),
                packet(0x30, "a/b", block, utf8("x".repeat(200))), PING,
                packet(0x32, "a/c", two(2), block, utf8("é")), packet(0x40, two(1)),
                packet(0x50, two(2)), packet(0x62, two(3)), packet(0x70, two(4)),
                packet(0xa2, two(5), block, "a/#"), packet(0xe0));
    }

    private static ReasonCode errorOf(byte[]... packets) {
        Decoding.Seen seen = Decoding.decoded(packets);
        assertThat(seen.error()).isNotNull();
        return Objects.requireNonNull(seen.error());
    }

    @ParameterizedTest
    @EnumSource
    void everySplitOfAConversationGivesTheSame(Version version) {
        byte[] all = conversation(version);
        Decoding.Seen whole = Decoding.decoded(List.of(all));
        assertThat(whole.packets()).hasSize(11);
        assertThat(whole.error()).isNull();
        for (int step = 1; step < 12; step++) {
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < all.length; at += step) {
                pieces.add(Raw.from(all, at, Math.min(all.length, at + step)));
            }
            Decoding.same(whole, Decoding.decoded(pieces));
        }
        for (int at = 0; at <= all.length; at++) {
            Decoding.same(whole, Decoding.decoded(List.of(Raw.from(all, 0, at),
                    Raw.from(all, at, all.length))));
        }
    }

    @Test
    void theFirstPacketIsConnectAndJudgedByItsFirstByte() {
        for (int first = 0; first < 256; first++) {
            if (first != 0x10) {
                int type = first >> 4;
                assertThat(errorOf(bytes(first))).isEqualTo(type == 0 || type == 1
                        ? ReasonCode.MALFORMED_PACKET
                        : ReasonCode.PROTOCOL_ERROR);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatServersSendIsAProtocolErrorByItsFirstByte(Version version) {
        for (int type : new int[]{2, 9, 11, 13}) {
            assertThat(errorOf(Raw.connect(version), bytes(type << 4)))
                    .isEqualTo(ReasonCode.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource
    void reservedTypesAreMalformedByTheirFirstByte(Version version) {
        for (int flags = 0; flags < 16; flags++) {
            assertThat(errorOf(Raw.connect(version), bytes(flags)))
                    .isEqualTo(ReasonCode.MALFORMED_PACKET);
        }
        assertThat(errorOf(Raw.CONNECT_3, bytes(0xf0))).isEqualTo(ReasonCode.MALFORMED_PACKET);
    }

    @ParameterizedTest
    @EnumSource
    void lengthsHaveFourBytesAtMost(Version version) {
        assertThat(errorOf(Raw.connect(version), bytes(0x30, 0xff, 0xff, 0xff, 0xff)))
                .isEqualTo(ReasonCode.MALFORMED_PACKET);
        assertThat(errorOf(Raw.connect(version), bytes(0x30, 0x80, 0x80, 0x80, 0x80)))
                .isEqualTo(ReasonCode.MALFORMED_PACKET);
        assertThat(errorOf(Raw.connect(version), bytes(0x30, 0xff, 0xff, 0xff, 0x7f)))
                .isEqualTo(ReasonCode.PACKET_TOO_LARGE);
    }

    @Test
    void lengthsAreInTheirShortestFormInVersion5() {
        for (byte[] length : new byte[][]{bytes(0x80, 0), bytes(0x80, 0x80, 0),
                bytes(0x80, 0x80, 0x80, 0)}) {
            assertThat(errorOf(Raw.CONNECT_5, bytes(0xc0, length)))
                    .isEqualTo(ReasonCode.MALFORMED_PACKET);
            assertThat(Decoding.packet(V3_1_1, bytes(0xc0, length))).isEqualTo(new Pingreq());
        }
        byte[] body5 = Raw.from(Raw.CONNECT_5, 2, Raw.CONNECT_5.length);
        assertThat(errorOf(bytes(0x10, body5.length | 0x80, 0, body5)))
                .isEqualTo(ReasonCode.MALFORMED_PACKET);
        byte[] body3 = Raw.from(Raw.CONNECT_3, 2, Raw.CONNECT_3.length);
        assertThat(Decoding.decoded(bytes(0x10, body3.length | 0x80, 0, body3)).packets())
                .hasSize(1);
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItComes() throws DecodeException {
        int size = Raw.CONNECT_5.length;
        assertThat(Decoding.decoded(List.of(Raw.CONNECT_5), size).packets()).hasSize(1);
        Decoding.Seen seen = Decoding.decoded(List.of(Raw.from(Raw.CONNECT_5, 0, 2)), size - 1);
        assertThat(seen.error()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
        assertThat(seen.sentence())
                .isEqualTo("a packet of " + size + " bytes, and at most " + (size - 1)
                        + " are taken");
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(size);
        decoder.feed(Raw.buffer(bytes(Raw.CONNECT_5, packet(0x30, "t", 0, new byte[100]))));
        assertThat(decoder.next(reading)).isInstanceOf(Connect.class);
        decoder.packetBytesMax(106);
        assertThat(decoder.next(reading)).isInstanceOf(Publish.class);
        decoder.release();
    }

    @Test
    void aPacketThatIsNotWholeHoldsWhatCameAndNotWhatWasAnnounced() throws DecodeException {
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(1_000_000);
        decoder.feed(Raw.buffer(Raw.CONNECT_3));
        assertThat(decoder.next(reading)).isNotNull();
        ByteBuf read = Raw.buffer(new byte[65_536]).clear().writeBytes(
                bytes(0x30, MqttBytes.variable(900_000), "t"));
        decoder.feed(read);
        assertThat(decoder.next(reading)).isNull();
        assertThat(read.refCnt()).as("a small rest holds no large buffer").isZero();
        decoder.release();
    }

    @Test
    void nothingIsHeldBetweenPackets() throws DecodeException {
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(1000);
        ByteBuf read = Raw.buffer(bytes(Raw.CONNECT_3, PING));
        decoder.feed(read);
        assertThat(decoder.next(reading)).isNotNull();
        assertThat(decoder.next(reading)).isEqualTo(new Pingreq());
        assertThat(decoder.next(reading)).isNull();
        assertThat(read.refCnt()).isZero();
        assertThat(decoder.next(reading)).isNull();
    }

    @Test
    void bytesMayBeFedBeforeTheFormerAreRead() throws DecodeException {
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(1000);
        byte[] all = conversation(V5);
        for (byte b : all) {
            decoder.feed(Raw.buffer(new byte[]{b}));
        }
        int packets = 0;
        while (decoder.next(reading) != null) {
            packets++;
        }
        assertThat(packets).isEqualTo(11);
        decoder.release();
    }

    @Test
    void aViewLastsUntilTheNextCall() throws DecodeException {
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(1000);
        decoder.feed(Raw.buffer(bytes(Raw.CONNECT_3, packet(0x30, "first", utf8("1")))));
        decoder.next(reading);
        Publish publish = (Publish) Objects.requireNonNull(decoder.next(reading));
        assertThat(publish.topic()).isEqualTo("first");
        assertThat(publish.payload()).containsExactly('1');
        assertThat(decoder.next(reading)).isNull();
    }

    @Test
    void theVersionIsThatOfConnect() {
        assertThat(Decoding.decoded(Raw.CONNECT_3).version()).isEqualTo(V3_1_1);
        assertThat(Decoding.decoded(Raw.CONNECT_5).version()).isEqualTo(V5);
        assertThat(Decoding.decoded(Raw.from(Raw.CONNECT_5, 0, 5)).version()).isNull();
    }

    /// Whatever comes, there are packets or a [DecodeException], and nothing else is thrown.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void mutationsNeverBreakIt(int seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            byte[] all = conversation(round % 2 == 0 ? V3_1_1 : V5);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                all[random.nextInt(all.length)] = (byte) random.nextInt();
            }
            assertThat(Decoding.decoded(List.of(all)).packets()).hasSizeLessThan(200);
        }
    }
}

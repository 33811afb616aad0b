package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static tidings.gateway.mqtt.wire.Version.V3_1_1;
import static tidings.gateway.mqtt.wire.Version.V5;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.gateway.net.LeakCheck;

@ExtendWith(LeakCheck.class)
class PacketEncoderTest {
    private static final Diagnostics WHY = new Diagnostics("why",
            List.of(new UserProperty("a", "1"), new UserProperty("a", "2")));
    private static final byte[] WHY_BYTES = properties(0x1f, "why", 0x26, "a", "1", 0x26, "a",
            "2");

    /// What is written; null if nothing is.
    static byte[] written(PacketEncoder encoder, FromServer packet) {
        ByteBuf out = Raw.buffer(bytes(0xaa));
        try {
            boolean written = encoder.encode(out, packet);
            assertThat(out.readByte()).isEqualTo((byte) 0xaa);
            assertThat(written).isEqualTo(out.isReadable());
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    private static void writes(Version version, FromServer packet, byte[] expected) {
        assertThat(written(PacketEncoder.of(version), packet)).containsExactly(expected);
    }

    private static void writesNothing(PacketEncoder encoder, FromServer packet) {
        assertThat(written(encoder, packet)).isEmpty();
    }

    private static Connack accepted(boolean sessionPresent, ServerLimits limits,
            SessionTerms terms) {
        return new Connack(sessionPresent, ReasonCode.SUCCESS, limits, terms, null, null,
                Diagnostics.NONE);
    }

    @Test
    void connackOfVersion3() {
        writes(V3_1_1, accepted(true, ServerLimits.STANDARD, SessionTerms.AS_ASKED),
                bytes(0x20, 2, 1, 0));
        writes(V3_1_1, accepted(false, ServerLimits.STANDARD, SessionTerms.AS_ASKED),
                bytes(0x20, 2, 0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void connackOfVersion3HasAReturnCodeOrIsNotSent(ReasonCode reason) {
        int code = switch (reason) {
            case SUCCESS -> 0;
            case UNSUPPORTED_PROTOCOL_VERSION -> 1;
            case CLIENT_IDENTIFIER_NOT_VALID -> 2;
            case SERVER_UNAVAILABLE, SERVER_BUSY, SERVER_SHUTTING_DOWN, QUOTA_EXCEEDED,
                    CONNECTION_RATE_EXCEEDED, USE_ANOTHER_SERVER, SERVER_MOVED ->
                3;
            case BAD_USER_NAME_OR_PASSWORD -> 4;
            case NOT_AUTHORIZED, BANNED, BAD_AUTHENTICATION_METHOD -> 5;
            default -> -1;
        };
        assertThat(written(PacketEncoder.of(V3_1_1), Connack.refused(reason, WHY)))
                .containsExactly(code < 0 ? bytes() : bytes(0x20, 2, 0, code));
    }

    @Test
    void connackOfVersion5LeavesOutWhatIsStandard() {
        writes(V5, accepted(false, ServerLimits.STANDARD, SessionTerms.AS_ASKED),
                bytes(0x20, 3, 0, 0, 0));
        writes(V5, Connack.refused(ReasonCode.BANNED, Diagnostics.NONE),
                bytes(0x20, 3, 0, 0x8a, 0));
    }

    @Test
    void connackOfVersion5SaysTheRest() {
        Connack connack = new Connack(true, ReasonCode.SUCCESS,
                new ServerLimits(20, 1, false, 0x80000000L, 10, false, false, false),
                new SessionTerms(0xffffffffL, 0, "id", "answers/"),
                new Authentication("SCRAM", bytes(7)), "elsewhere", WHY);
        writes(V5, connack, packet(0x20, 1, 0,
                properties(0x11, four(0xffffffffL), 0x12, "id", 0x13, two(0), 0x1a, "answers/",
                        0x21, two(20), 0x24, 1, 0x27, four(0x80000000L), 0x22, two(10), 0x25, 0,
                        0x28, 0, 0x29, 0, 0x2a, 0, 0x15, "SCRAM", 0x16, two(1), 7, 0x1c,
                        "elsewhere", 0x1f, "why", 0x26, "a", "1", 0x26, "a", "2")));
    }

    @Test
    void noSessionIsPresentForWhoIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Connack(true, ReasonCode.BANNED, ServerLimits.STANDARD,
                        SessionTerms.AS_ASKED, null, null, Diagnostics.NONE));
    }

    private static void writesAck(int firstByte, Function<Diagnostics, FromServer> success,
            Function<Diagnostics, FromServer> failure, ReasonCode reason) {
        byte[] bare = packet(firstByte, two(65_535));
        writes(V3_1_1, success.apply(WHY), bare);
        writes(V3_1_1, failure.apply(WHY), bare);
        writes(V5, success.apply(Diagnostics.NONE), bare);
        writes(V5, failure.apply(Diagnostics.NONE),
                packet(firstByte, two(65_535), reason.number()));
        writes(V5, success.apply(WHY), packet(firstByte, two(65_535), 0, WHY_BYTES));
        writes(V5, failure.apply(WHY),
                packet(firstByte, two(65_535), reason.number(), WHY_BYTES));
    }

    @Test
    void acksAreAsShortAsCanBe() {
        writesAck(0x40, d -> new Puback(65_535, ReasonCode.SUCCESS, d),
                d -> new Puback(65_535, ReasonCode.NO_MATCHING_SUBSCRIBERS, d),
                ReasonCode.NO_MATCHING_SUBSCRIBERS);
        writesAck(0x50, d -> new Pubrec(65_535, ReasonCode.SUCCESS, d),
                d -> new Pubrec(65_535, ReasonCode.QUOTA_EXCEEDED, d), ReasonCode.QUOTA_EXCEEDED);
        writesAck(0x62, d -> new Pubrel(65_535, ReasonCode.SUCCESS, d),
                d -> new Pubrel(65_535, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, d),
                ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
        writesAck(0x70, d -> new Pubcomp(65_535, ReasonCode.SUCCESS, d),
                d -> new Pubcomp(65_535, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, d),
                ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
    }

    @Test
    void subackHasAReasonPerFilter() {
        Suback suback = new Suback(1, List.of(ReasonCode.granted(0), ReasonCode.granted(1),
                ReasonCode.granted(2), ReasonCode.NOT_AUTHORIZED), WHY);
        writes(V3_1_1, suback, packet(0x90, two(1), 0, 1, 2, 0x80));
        writes(V5, suback, packet(0x90, two(1), WHY_BYTES, 0, 1, 2, 0x87));
    }

    @Test
    void unsubackHasReasonsInVersion5() {
        Unsuback unsuback = new Unsuback(1,
                List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED), WHY);
        writes(V3_1_1, unsuback, packet(0xb0, two(1)));
        writes(V5, unsuback, packet(0xb0, two(1), WHY_BYTES, 0, 0x11));
    }

    @Test
    void pingrespDisconnectAndAuth() {
        writes(V3_1_1, new Pingresp(), bytes(0xd0, 0));
        writes(V5, new Pingresp(), bytes(0xd0, 0));
        writes(V5, new Disconnect(ReasonCode.SERVER_MOVED, -1, "elsewhere", WHY),
                packet(0xe0, 0x9d, properties(0x1c, "elsewhere", 0x1f, "why", 0x26, "a", "1", 0x26,
                        "a", "2")));
        writes(V5, Disconnect.of(ReasonCode.PACKET_TOO_LARGE, "big"),
                packet(0xe0, 0x95, properties(0x1f, "big")));
        writes(V5, new Auth(ReasonCode.CONTINUE_AUTHENTICATION,
                new Authentication("SCRAM", bytes(1, 2)), WHY),
                packet(0xf0, 0x18, properties(0x15, "SCRAM", 0x16, two(2), 1, 2, 0x1f, "why", 0x26,
                        "a", "1", 0x26, "a", "2")));
    }

    @Test
    void aServerHasNoLastWordInVersion3() {
        writesNothing(PacketEncoder.of(V3_1_1), Disconnect.of(ReasonCode.SERVER_BUSY, "busy"));
        writesNothing(PacketEncoder.of(V3_1_1), new Auth(ReasonCode.SUCCESS,
                new Authentication("SCRAM", null), Diagnostics.NONE));
    }

    @Test
    void withoutProblemInformationOnlyConnackAndDisconnectExplain() {
        PacketEncoder encoder = new PacketEncoder(V5, false, ConnectProperties.UNLIMITED);
        assertThat(written(encoder, new Puback(1, ReasonCode.QUOTA_EXCEEDED, WHY)))
                .containsExactly(packet(0x40, two(1), 0x97));
        assertThat(written(encoder, new Suback(1, List.of(ReasonCode.SUCCESS), WHY)))
                .containsExactly(packet(0x90, two(1), 0, 0));
        assertThat(written(encoder, new Unsuback(1, List.of(ReasonCode.SUCCESS), WHY)))
                .containsExactly(packet(0xb0, two(1), 0, 0));
        assertThat(written(encoder, Connack.refused(ReasonCode.BANNED, WHY)))
                .containsExactly(packet(0x20, 0, 0x8a, WHY_BYTES));
        assertThat(written(encoder, Disconnect.of(ReasonCode.BANNED, "x")))
                .containsExactly(packet(0xe0, 0x8a, properties(0x1f, "x")));
    }

    @Test
    void diagnosticsGoFirstWhenThePacketIsTooLarge() {
        byte[] whole = packet(0x20, 0, 0x8a, WHY_BYTES);
        Connack connack = Connack.refused(ReasonCode.BANNED, WHY);
        assertThat(written(new PacketEncoder(V5, true, whole.length), connack))
                .containsExactly(whole);
        for (int size = whole.length - 1; size >= 5; size--) {
            assertThat(written(new PacketEncoder(V5, true, size), connack))
                    .containsExactly(bytes(0x20, 3, 0, 0x8a, 0));
        }
        writesNothing(new PacketEncoder(V5, true, 4), connack);
        writesNothing(new PacketEncoder(V5, true, 1), new Pingresp());
    }

    @Test
    void lengthsOfAllSizesAreRight() {
        for (int length : new int[]{0, 1, 100, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125,
                126, 127, 128, 129, 130, 16_370, 16_376, 16_377, 16_378, 16_379, 16_380, 16_381,
                16_382, 16_383, 16_384, 65_535}) {
            String why = "x".repeat(length);
            writes(V5, new Puback(1, ReasonCode.SUCCESS, Diagnostics.of(why)),
                    packet(0x40, two(1), 0, properties(0x1f, why)));
        }
    }

    @Test
    void whatAClientAskedForIsKeptToo() {
        Connect connect = new Connect(V5, "c", true, 0, null, null, null, new ConnectProperties(0,
                1, 5, 0, false, false, List.of(), null));
        PacketEncoder encoder = PacketEncoder.of(connect);
        assertThat(written(encoder, new Puback(1, ReasonCode.BANNED, WHY)))
                .containsExactly(bytes(0x40, 3, 0, 1, 0x8a));
        writesNothing(encoder, new Suback(1, List.of(ReasonCode.SUCCESS), WHY));
    }

    @Test
    void stringsThatAreTooLongAreOurBug() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> written(PacketEncoder.of(V5),
                        Disconnect.of(ReasonCode.BANNED, "x".repeat(65_536))));
    }

    @Test
    void everyReasonHasItsNumber() {
        for (ReasonCode reason : ReasonCode.values()) {
            assertThat(ReasonCode.of(reason.number())).isEqualTo(reason);
            assertThat(reason.isFailure()).isEqualTo(reason.number() >= 0x80);
        }
        assertThat(ReasonCode.values()).hasSize(43);
        assertThat(ReasonCode.of(0x03)).isNull();
        assertThat(ReasonCode.of(0xff)).isNull();
    }
}

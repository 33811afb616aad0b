package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.gateway.net.LeakCheck;

@ExtendWith(LeakCheck.class)
class ConnectDecoderTest {
    private static byte[] connect3(int flags, Object... payload) {
        return packet(0x10, "MQTT", 4, flags, two(60), bytes(payload));
    }

    private static byte[] connect5(int flags, byte[] properties, Object... payload) {
        return packet(0x10, "MQTT", 5, flags, two(60), properties, bytes(payload));
    }

    private static Connect read(byte[] connect) {
        Decoding.Seen seen = Decoding.decoded(connect);
        assertThat(seen.sentence()).isNull();
        assertThat(seen.packets()).hasSize(1);
        return (Connect) seen.packets().getFirst();
    }

    private static void refused(ReasonCode reason, Version version, byte[] connect) {
        Decoding.Seen seen = Decoding.decoded(connect);
        assertThat(seen.packets()).isEmpty();
        assertThat(seen.error()).as(seen.sentence()).isEqualTo(reason);
        assertThat(seen.version()).isEqualTo(version);
    }

    private static void malformed3(byte[] connect) {
        refused(ReasonCode.MALFORMED_PACKET, Version.V3_1_1, connect);
    }

    private static void malformed5(byte[] connect) {
        refused(ReasonCode.MALFORMED_PACKET, Version.V5, connect);
    }

    private static void protocolError5(byte[] connect) {
        refused(ReasonCode.PROTOCOL_ERROR, Version.V5, connect);
    }

    @Test
    void theLeastOfVersion3() {
        Connect connect = read(connect3(0x02, ""));
        assertThat(connect).isEqualTo(new Connect(Version.V3_1_1, "", true, 60, null, null, null,
                ConnectProperties.ofVersion3(true)));
        assertThat(connect.properties().sessionExpirySeconds()).isZero();
        assertThat(read(connect3(0x00, "c")).properties().sessionExpirySeconds())
                .isEqualTo(ConnectProperties.NEVER);
    }

    @Test
    void theMostOfVersion3() {
        Connect connect = read(connect3(0xf6, "c", "gone/c", bytes(two(2), 0, 0xff), "user",
                bytes(two(3), 0, 1, 2)));
        assertThat(connect.will()).usingRecursiveComparison()
                .isEqualTo(new Will("gone/c", bytes(0, 0xff), 2, true, 0, -1, null));
        assertThat(connect.userName()).isEqualTo("user");
        assertThat(connect.password()).containsExactly(0, 1, 2);
    }

    @Test
    void theLeastOfVersion5() {
        Connect connect = read(connect5(0x00, properties(), ""));
        assertThat(connect.clientId()).isEmpty();
        assertThat(connect.cleanStart()).isFalse();
        assertThat(connect.properties()).isEqualTo(new ConnectProperties(0, 65_535, Long.MAX_VALUE,
                0, false, true, List.of(), null));
    }

    @Test
    void theMostOfVersion5() {
        byte[] asked = properties(0x11, four(0xffffffffL), 0x21, two(7), 0x27, four(0x80000000L),
                0x22, two(65_535), 0x19, 1, 0x17, 0, 0x26, "a", "1", 0x26, "a", "2", 0x15, "SCRAM",
                0x16, bytes(two(1), 9));
        byte[] wills = properties(0x26, "u", "1", 0x18, four(0xfffffffeL), 0x01, 1, 0x02,
                four(0x80000001L), 0x03, "text/plain", 0x08, "answers", 0x09, bytes(two(1), 0),
                0x26, "u", "2");
        Connect connect = read(
                connect5(0xce, asked, "c", wills, "gone", "bye", "user", "password"));
        assertThat(connect.properties()).usingRecursiveComparison()
                .isEqualTo(new ConnectProperties(0xffffffffL, 7, 0x80000000L, 65_535, true, false,
                        List.of(new UserProperty("a", "1"), new UserProperty("a", "2")),
                        new Authentication("SCRAM", bytes(9))));
        assertThat(connect.will()).usingRecursiveComparison()
                .isEqualTo(new Will("gone", utf8("bye"), 1, false, 0xfffffffeL, 0x80000001L,
                        bytes(0x26, "u", "1", 0x01, 1, 0x03, "text/plain", 0x08, "answers", 0x09,
                                bytes(two(1), 0), 0x26, "u", "2")));
    }

    @Test
    void aPasswordWithoutAUserNameIsOfVersion5Only() {
        assertThat(read(connect5(0x42, properties(), "c", "secret")).userName()).isNull();
        malformed3(connect3(0x42, "c", "secret"));
    }

    @Test
    void anEmptyClientIdentifierOfVersion3NeedsACleanSession() {
        refused(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, Version.V3_1_1, connect3(0x00, ""));
        assertThat(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID.connectReturnCode()).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 0x83, 0x84})
    void levelsBelow5ThatAreNot4AreAnsweredInVersion3(int level) {
        Version answer = level < 5 ? Version.V3_1_1 : Version.V5;
        refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, answer,
                packet(0x10, "MQTT", level, 0x02, two(60), "c"));
        assertThat(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION.connectReturnCode()).hasValue(1);
    }

    @Test
    void otherNamesAndLevelsAreNotSpoken() {
        refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Version.V5,
                packet(0x10, "MQTT", 6, "whatever comes in level 6"));
        refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Version.V3_1_1,
                packet(0x10, "MQIsdp", 3, 0x02, two(60), "c"));
        for (String name : new String[]{"", "mqtt", "MQTT ", "MQT", "\ufeffMQTT"}) {
            refused(ReasonCode.MALFORMED_PACKET, Version.V3_1_1,
                    packet(0x10, name, 4, 0x02, two(60), "c"));
            refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Version.V5,
                    packet(0x10, name, 5, 0x02, two(60), 0, "c"));
        }
    }

    @Test
    void aNameThatIsNoTextGetsNoAnswer() {
        for (byte[] wrong : new byte[][]{packet(0x10), packet(0x10, 0), packet(0x10, "MQTT"),
                packet(0x10, two(4), utf8("MQT")), packet(0x10, two(1), 0xff, 4)}) {
            Decoding.Seen seen = Decoding.decoded(wrong);
            assertThat(seen.error()).isEqualTo(ReasonCode.MALFORMED_PACKET);
            assertThat(seen.version()).isNull();
        }
    }

    @Test
    void flagsThatContradictEachOtherAreMalformed() {
        byte[] will = bytes("w", "x");
        malformed3(connect3(0x03, "c"));
        malformed3(connect3(0x0a, "c"));
        malformed3(connect3(0x12, "c"));
        malformed3(connect3(0x22, "c"));
        malformed3(connect3(0x1e, "c", will));
        malformed5(connect5(0x03, properties(), "c"));
        malformed5(connect5(0x0a, properties(), "c"));
        malformed5(connect5(0x12, properties(), "c"));
        malformed5(connect5(0x22, properties(), "c"));
        malformed5(connect5(0x1e, properties(), "c", properties(), will));
    }

    @Test
    void willTopicsAreTopicNames() {
        for (String wrong : new String[]{"", "#", "+", "a/+", "a/#", "a#"}) {
            malformed3(connect3(0x06, "c", wrong, "x"));
            malformed5(connect5(0x06, properties(), "c", properties(), wrong, "x"));
        }
    }

    @Test
    void stringsAreUtf8() {
        byte[] wrong = bytes(two(2), 0xc0, 0x80);
        malformed3(connect3(0x02, wrong));
        malformed3(connect3(0x06, "c", wrong, "x"));
        malformed3(connect3(0x82, "c", wrong));
        malformed3(connect3(0x02, "\0"));
        malformed5(connect5(0x02, properties(0x26, wrong, "v"), "c"));
        malformed5(connect5(0x02, properties(0x26, "n", wrong), "c"));
        malformed5(connect5(0x02, properties(0x15, wrong), "c"));
        malformed5(connect5(0x06, properties(), "c", properties(0x03, wrong), "w", "x"));
        assertThat(read(connect3(0x02, "\ufeffc")).clientId()).isEqualTo("\ufeffc");
    }

    @Test
    void nothingMayMissAndNothingBeLeft() {
        for (byte[] whole : new byte[][]{connect3(0xf6, "c", "w", "x", "user", "secret"),
                connect5(0xf6, properties(0x11, four(1)), "c", properties(0x18, four(1)), "w", "x",
                        "user", "secret")}) {
            byte[] body = Raw.from(whole, 2, whole.length);
            for (int length = 0; length <= body.length + 1; length++) {
                Decoding.Seen seen = Decoding.decoded(packet(0x10, Arrays.copyOf(body, length)));
                assertThat(seen.error()).as("%d of %d", length, body.length).isEqualTo(
                        length == body.length ? null : ReasonCode.MALFORMED_PACKET);
            }
        }
    }

    @Test
    void propertiesHaveTheirRanges() {
        protocolError5(connect5(0x02, properties(0x21, two(0)), "c"));
        protocolError5(connect5(0x02, properties(0x27, four(0)), "c"));
        protocolError5(connect5(0x02, properties(0x17, 2), "c"));
        protocolError5(connect5(0x02, properties(0x19, 2), "c"));
        protocolError5(connect5(0x06, properties(), "c", properties(0x01, 2), "w", "x"));
        malformed5(connect5(0x06, properties(), "c", properties(0x08, "a/+"), "w", "x"));
        malformed5(connect5(0x06, properties(), "c", properties(0x08, ""), "w", "x"));
    }

    @Test
    void authenticationDataNeedsAMethod() {
        protocolError5(connect5(0x02, properties(0x16, "data"), "c"));
    }

    @Test
    void propertyLengthsAreKept() {
        malformed5(connect5(0x02, bytes(5, 0x11, 0, 0, 0), "c"));
        malformed5(connect5(0x02, bytes(4, 0x11, 0, 0, 0, 1), "c"));
        malformed5(connect5(0x02, bytes(200), "c"));
        malformed5(connect5(0x02, bytes(0x80, 0x00), "c"));
        malformed5(connect5(0x02, bytes(0x80, 0x80, 0x80, 0x80, 0x01), "c"));
        malformed5(connect5(0x02, properties(0x7f, 0), "c"));
        malformed5(connect5(0x02, properties(0x91, 0x00, four(1)), "c"));
    }

    @ParameterizedTest
    @EnumSource
    void aSecondConnectIsAProtocolError(Version version) {
        Decoding.protocolError(version, Raw.connect(version));
    }
}

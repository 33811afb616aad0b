package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.mqtt.wire.Version.V3_1_1;
import static tidings.gateway.mqtt.wire.Version.V5;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.gateway.mqtt.wire.Decoding.SeenPublish;
import tidings.gateway.net.LeakCheck;
import tidings.testkit.mqtt.MqttBytes;

@ExtendWith(LeakCheck.class)
class PublishDecoderTest {
    private static final byte[] FORMAT = bytes(0x01, 1);
    private static final byte[] EXPIRY = bytes(0x02, four(0xffffffffL));
    private static final byte[] TYPE = bytes(0x03, "text/plain");
    private static final byte[] ANSWERS = bytes(0x08, "answers");
    private static final byte[] CORRELATION = bytes(0x09, two(3), 0, 1, 2);
    private static final byte[] ALIAS = bytes(0x23, two(65_535));
    private static final byte[] TAG_1 = bytes(0x26, "t", "1");
    private static final byte[] TAG_2 = bytes(0x26, "t", "2");

    private static byte[] publish(Version version, int firstByte, Object... parts) {
        return version == V5
                ? packet(firstByte, parts)
                : packet(firstByte, bytes(parts));
    }

    private static SeenPublish read(Version version, byte[] packet) {
        return (SeenPublish) Decoding.packet(version, packet);
    }

    /// A QoS 0 PUBLISH to `t`.
    private static byte[] with(byte[]... properties) {
        return packet(0x30, "t", properties((Object[]) properties), utf8("x"));
    }

    private static List<Byte> forwardable(byte[]... properties) {
        return read(V5, with(properties)).forwardable();
    }

    private static List<Byte> list(byte[]... parts) {
        List<Byte> all = new java.util.ArrayList<>();
        for (byte b : bytes((Object[]) parts)) {
            all.add(b);
        }
        return all;
    }

    @Test
    void flagsTopicIdentifierAndPayloadOfVersion3() {
        SeenPublish publish = read(V3_1_1, packet(0x3d, "a/b", two(65_535), utf8("hi")));
        assertThat(publish).isEqualTo(new SeenPublish(true, 2, true, 65_535, "a/b", 0, -1, false,
                "null", List.of(), MessageProperties.read(null), "6869"));
        assertThat(read(V3_1_1, packet(0x30, "t")).payload()).isEmpty();
        assertThat(read(V3_1_1, packet(0x32, "t", two(1))).qos()).isEqualTo(1);
    }

    @Test
    void everyPropertyOfVersion5() {
        SeenPublish publish = read(V5, packet(0x32, "a/b", two(7),
                properties(TAG_1, FORMAT, TYPE, EXPIRY, ANSWERS, CORRELATION, ALIAS, TAG_2),
                utf8("hi")));
        assertThat(publish.messageExpirySeconds()).isEqualTo(0xffffffffL);
        assertThat(publish.topicAlias()).isEqualTo(65_535);
        assertThat(publish.saysUtf8()).isTrue();
        assertThat(publish.contentType()).isEqualTo("text/plain");
        assertThat(publish.properties().responseTopic()).isEqualTo("answers");
        assertThat(publish.properties().correlationData()).containsExactly(0, 1, 2);
        assertThat(publish.properties().userProperties())
                .containsExactly(new UserProperty("t", "1"), new UserProperty("t", "2"));
        assertThat(publish.forwardable())
                .isEqualTo(list(TAG_1, FORMAT, TYPE, ANSWERS, CORRELATION, TAG_2));
    }

    @Test
    void whatIsForwardedIsWhatCameWithoutExpiryAndAlias() {
        assertThat(forwardable()).isEmpty();
        assertThat(forwardable(EXPIRY)).isEmpty();
        assertThat(forwardable(ALIAS, EXPIRY)).isEmpty();
        assertThat(forwardable(TYPE)).isEqualTo(list(TYPE));
        assertThat(forwardable(EXPIRY, TYPE)).isEqualTo(list(TYPE));
        assertThat(forwardable(TYPE, ALIAS)).isEqualTo(list(TYPE));
        assertThat(forwardable(EXPIRY, TYPE, TAG_1, ALIAS)).isEqualTo(list(TYPE, TAG_1));
        assertThat(forwardable(TYPE, EXPIRY, TAG_1)).isEqualTo(list(TYPE, TAG_1));
        assertThat(forwardable(TAG_2, ALIAS, TAG_1, EXPIRY, TYPE))
                .isEqualTo(list(TAG_2, TAG_1, TYPE));
        assertThat(forwardable(TAG_2, EXPIRY, ALIAS, TAG_1)).isEqualTo(list(TAG_2, TAG_1));
    }

    @Test
    void anAliasMayStandForATopic() {
        SeenPublish publish = read(V5, packet(0x30, "", properties(ALIAS), utf8("x")));
        assertThat(publish.topic()).isEmpty();
        assertThat(publish.topicAlias()).isEqualTo(65_535);
        Decoding.protocolError(V5, packet(0x30, "", properties(EXPIRY), utf8("x")));
        Decoding.protocolError(V3_1_1, packet(0x30, "", utf8("x")));
        Decoding.refused(V5, ReasonCode.TOPIC_ALIAS_INVALID, with(bytes(0x23, two(0))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "#", "a/+", "a/#", "a+", "#a"})
    void topicsHaveNoWildcards(String topic) {
        Decoding.malformed(V3_1_1, packet(0x30, topic, utf8("x")));
        Decoding.malformed(V5, packet(0x30, topic, properties(), utf8("x")));
        Decoding.malformed(V5, with(bytes(0x08, topic)));
    }

    @Test
    void anEmptyResponseTopicIsMalformed() {
        Decoding.malformed(V5, with(bytes(0x08, "")));
    }

    @Test
    void topicsAreUtf8AndWhatTheyAre() {
        for (byte[] wrong : new byte[][]{bytes(0), bytes(0xc0, 0x80), bytes(0xed, 0xa0, 0x80),
                bytes(0xff)}) {
            Decoding.malformed(V3_1_1, packet(0x30, MqttBytes.string(wrong)));
            Decoding.malformed(V5, packet(0x30, MqttBytes.string(wrong), properties()));
        }
        for (String topic : new String[]{"/", "//", " ", "\ufeff", "é/😀", "$SYS/x",
                "x".repeat(65_535)}) {
            assertThat(read(V3_1_1, packet(0x30, topic)).topic()).isEqualTo(topic);
        }
    }

    @ParameterizedTest
    @EnumSource
    void flagsThatContradictEachOtherAreMalformed(Version version) {
        Decoding.malformed(version, publish(version, 0x36, "t", two(1), 0));
        Decoding.malformed(version, publish(version, 0x3e, "t", two(1), 0));
        Decoding.malformed(version, publish(version, 0x38, "t", 0));
    }

    @ParameterizedTest
    @EnumSource
    void identifiersAreNotZero(Version version) {
        Decoding.protocolError(version, publish(version, 0x32, "t", two(0), 0));
        Decoding.protocolError(version, publish(version, 0x34, "t", two(0), 0));
    }

    @ParameterizedTest
    @EnumSource
    void nothingMayMiss(Version version) {
        Decoding.malformed(version, packet(0x30));
        Decoding.malformed(version, packet(0x30, 0));
        Decoding.malformed(version, packet(0x30, two(2), 'a' + 0));
        Decoding.malformed(version, packet(0x32, "t"));
        Decoding.malformed(version, packet(0x32, "t", 0));
    }

    @Test
    void propertiesOfVersion5AreWhole() {
        Decoding.malformed(V5, packet(0x30, "t"));
        Decoding.malformed(V5, packet(0x30, "t", 1));
        Decoding.malformed(V5, packet(0x30, "t", 2, 0x02, 0));
        Decoding.malformed(V5, packet(0x30, "t", 4, 0x26, two(9), 'n' + 0, utf8("long enough")));
    }

    @Test
    void aClientsPublishHasNoSubscriptionIdentifier() {
        Decoding.protocolError(V5, with(bytes(0x0b, 1)));
    }

    @Test
    void formatsAreZeroOrOne() {
        assertThat(read(V5, with(bytes(0x01, 0))).saysUtf8()).isFalse();
        Decoding.protocolError(V5, with(bytes(0x01, 2)));
    }

    @Test
    void payloadsCanBeAskedWhetherTheyAreUtf8() throws DecodeException {
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(1000);
        decoder.feed(Raw.buffer(bytes(Raw.CONNECT_3, packet(0x30, "t", utf8("é\0")),
                packet(0x30, "t", 0xff))));
        decoder.next(reading);
        assertThat(((Publish) Objects.requireNonNull(decoder.next(reading))).payloadIsUtf8())
                .isTrue();
        assertThat(((Publish) Objects.requireNonNull(decoder.next(reading))).payloadIsUtf8())
                .isFalse();
        decoder.release();
    }

    @Test
    void topicsAreComparedByTheirBytes() throws DecodeException {
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(1000);
        String topic = "sensors/kitchen/é";
        decoder.feed(Raw.buffer(bytes(Raw.CONNECT_3, packet(0x30, topic, utf8(topic)))));
        decoder.next(reading);
        Publish publish = (Publish) Objects.requireNonNull(decoder.next(reading));
        byte[] same = utf8(topic);
        assertThat(publish.hasTopic(same)).isTrue();
        for (int i = 0; i < same.length; i++) {
            byte[] other = same.clone();
            other[i]++;
            assertThat(publish.hasTopic(other)).isFalse();
        }
        assertThat(publish.hasTopic(utf8(topic + "s"))).isFalse();
        assertThat(publish.hasTopic(new byte[0])).isFalse();
        decoder.release();
    }

    @Test
    void nothingOfAPublishIsLeftInTheNext() {
        Decoding.Seen seen = Decoding.decoded(Raw.CONNECT_5,
                packet(0x33, "t", two(7), properties(EXPIRY, ALIAS, FORMAT, TYPE, TAG_1)),
                packet(0x30, "u", properties()));
        assertThat(seen.packets().getLast()).isEqualTo(new SeenPublish(false, 0, false, 0, "u", 0,
                -1, false, "null", List.of(), MessageProperties.read(null), ""));
    }
}

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
import static tidings.testkit.mqtt.MqttBytes.utf8;
import static tidings.testkit.mqtt.MqttBytes.variable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tidings.gateway.net.LeakCheck;

/// [PublishFrame] and [PublishTemplate], against packets by hand.
@ExtendWith(LeakCheck.class)
class PublishTemplateTest {
    private static final byte[] TOPIC = utf8("a/b");
    private static final byte[] PAYLOAD = utf8("hi");
    private static final byte[] BLOCK = bytes(0x03, "text/plain", 0x26, "n", "v");

    static byte[] frame(Version version, boolean retain, byte[] topic, long expirySeconds,
            byte @Nullable [] block, byte[] payload) {
        ByteBuf out = Raw.buffer(new byte[0]);
        try {
            PublishFrame.write(out, version, retain, topic, expirySeconds, block, payload);
            assertThat(out.readableBytes()).isEqualTo(
                    PublishFrame.bytes(version, topic, expirySeconds, block, payload));
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    static byte[] written(PublishTemplate template, Delivery delivery) {
        ByteBuf out = Raw.buffer(bytes(0xaa));
        try {
            template.write(out, delivery);
            assertThat(out.readByte()).isEqualTo((byte) 0xaa);
            assertThat(out.readableBytes()).isEqualTo(template.bytes(delivery));
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    @Test
    void framesAreWhole() {
        assertThat(frame(V3_1_1, false, TOPIC, 7, BLOCK, PAYLOAD))
                .containsExactly(packet(0x30, "a/b", PAYLOAD));
        assertThat(frame(V3_1_1, true, TOPIC, -1, null, new byte[0]))
                .containsExactly(packet(0x31, "a/b"));
        assertThat(frame(V5, false, TOPIC, -1, null, PAYLOAD))
                .containsExactly(packet(0x30, "a/b", properties(), PAYLOAD));
        assertThat(frame(V5, true, TOPIC, -1, BLOCK, PAYLOAD))
                .containsExactly(packet(0x31, "a/b", properties(BLOCK), PAYLOAD));
        assertThat(frame(V5, false, TOPIC, 0xffffffffL, BLOCK, PAYLOAD)).containsExactly(
                packet(0x30, "a/b", properties(0x02, four(0xffffffffL), BLOCK), PAYLOAD));
    }

    @Test
    void framesFollowOneAnother() {
        ByteBuf out = Raw.buffer(new byte[0]);
        PublishFrame.write(out, V5, false, TOPIC, -1, BLOCK, PAYLOAD);
        PublishFrame.write(out, V5, false, TOPIC, -1, null, PAYLOAD);
        assertThat(ByteBufUtil.getBytes(out)).containsExactly(
                bytes(packet(0x30, "a/b", properties(BLOCK), PAYLOAD),
                        packet(0x30, "a/b", properties(), PAYLOAD)));
        out.release();
    }

    @Test
    void plainCopiesHaveIdentifierAndDup() {
        for (int qos = 1; qos <= 2; qos++) {
            int first = 0x30 | qos << 1;
            PublishTemplate of3 = new PublishTemplate(V3_1_1, qos, true, TOPIC, BLOCK, PAYLOAD);
            assertThat(written(of3, Delivery.of(0xfffe, false)))
                    .containsExactly(packet(first | 1, "a/b", two(0xfffe), PAYLOAD));
            assertThat(written(of3, Delivery.of(1, true)))
                    .containsExactly(packet(first | 9, "a/b", two(1), PAYLOAD));
            PublishTemplate of5 = new PublishTemplate(V5, qos, false, TOPIC, BLOCK, PAYLOAD);
            assertThat(written(of5, Delivery.of(0xfffe, true))).containsExactly(
                    packet(first | 8, "a/b", two(0xfffe), properties(BLOCK), PAYLOAD));
            assertThat(written(of5, Delivery.of(1, false)))
                    .containsExactly(packet(first, "a/b", two(1), properties(BLOCK), PAYLOAD));
        }
    }

    @Test
    void aTemplateOfQos0WithoutMoreIsTheFrame() {
        for (Version version : Version.values()) {
            PublishTemplate template = new PublishTemplate(version, 0, true, TOPIC, BLOCK, PAYLOAD);
            assertThat(written(template, Delivery.of(0, false)))
                    .containsExactly(frame(version, true, TOPIC, -1, BLOCK, PAYLOAD));
        }
    }

    @Test
    void copiesOfVersion5HavePropertiesOfTheirOwn() {
        PublishTemplate template = new PublishTemplate(V5, 1, false, TOPIC, BLOCK, PAYLOAD);
        assertThat(written(template, new Delivery(7, true, 9, false, 0x80000000L,
                new int[]{1, 268_435_455}))).containsExactly(packet(0x3a, "a/b", two(7),
                        properties(0x02, four(0x80000000L), 0x23, two(9), 0x0b, 1, 0x0b,
                                variable(268_435_455), BLOCK),
                        PAYLOAD));
        assertThat(written(template, new Delivery(7, false, 65_535, true, -1, new int[0])))
                .containsExactly(packet(0x32, "", two(7), properties(0x23, two(65_535), BLOCK),
                        PAYLOAD));
        assertThat(written(template, new Delivery(7, false, 0, false, 0, new int[0])))
                .containsExactly(packet(0x32, "a/b", two(7), properties(0x02, four(0), BLOCK),
                        PAYLOAD));
        PublishTemplate qos0 = new PublishTemplate(V5, 0, false, TOPIC, null, PAYLOAD);
        assertThat(written(qos0, new Delivery(0, false, 0, false, -1, new int[]{200})))
                .containsExactly(packet(0x30, "a/b", properties(0x0b, variable(200)), PAYLOAD));
    }

    @Test
    void copiesOfVersion3HaveNoProperties() {
        PublishTemplate template = new PublishTemplate(V3_1_1, 1, false, TOPIC, BLOCK, PAYLOAD);
        assertThat(written(template, new Delivery(7, true, 9, true, 5, new int[]{1})))
                .containsExactly(packet(0x3a, "a/b", two(7), PAYLOAD));
    }

    @Test
    void lengthsOfAllSizesAreRight() {
        for (int length : new int[]{0, 100, 110, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124,
                125, 126, 127, 128, 16_360, 16_370, 16_375, 16_376, 16_377, 16_378, 16_379, 16_380,
                16_381, 16_382, 16_383, 16_384, 2_097_140, 2_097_151, 2_097_152}) {
            byte[] payload = new byte[length];
            PublishTemplate template = new PublishTemplate(V5, 1, false, TOPIC, null, payload);
            assertThat(written(template, Delivery.of(1, false)))
                    .isEqualTo(packet(0x32, "a/b", two(1), properties(), payload));
            assertThat(written(template, new Delivery(1, false, 0, false, 5, new int[0])))
                    .isEqualTo(packet(0x32, "a/b", two(1), properties(0x02, four(5)), payload));
            byte[] block = bytes(0x26, "n", "v".repeat(Math.min(length, 65_535)));
            assertThat(written(new PublishTemplate(V5, 1, false, TOPIC, block, PAYLOAD),
                    new Delivery(1, false, 3, true, -1, new int[0]))).isEqualTo(
                            packet(0x32, "", two(1), properties(0x23, two(3), block), PAYLOAD));
        }
    }

    @Test
    void contradictionsAreOurBug() {
        PublishTemplate qos0 = new PublishTemplate(V5, 0, false, TOPIC, null, PAYLOAD);
        PublishTemplate qos1 = new PublishTemplate(V5, 1, false, TOPIC, null, PAYLOAD);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> written(qos0, Delivery.of(1, false)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> written(qos1, Delivery.of(0, false)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Delivery(1, false, 0, true, -1, new int[0]));
    }
}

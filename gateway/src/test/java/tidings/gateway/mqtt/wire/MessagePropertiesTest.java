package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tidings.gateway.net.LeakCheck;

@ExtendWith(LeakCheck.class)
class MessagePropertiesTest {
    @Test
    void aBlockIsReadAsWhatItWasWrittenFrom() {
        MessageProperties properties = new MessageProperties(true, "text/plain", "answers",
                bytes(0, 1), List.of(new UserProperty("a", "1"), new UserProperty("a", "2")));
        byte[] block = properties.block();
        assertThat(block).containsExactly(bytes(0x01, 1, 0x03, "text/plain", 0x08, "answers", 0x09,
                two(2), 0, 1, 0x26, "a", "1", 0x26, "a", "2"));
        assertThat(MessageProperties.read(block)).usingRecursiveComparison()
                .isEqualTo(properties);
    }

    @Test
    void nothingIsNoBlock() {
        MessageProperties none = MessageProperties.read(null);
        assertThat(none.block()).isNull();
        assertThat(none).isEqualTo(MessageProperties.of(false, null, Map.of()));
    }

    @Test
    void messagesOfOtherProtocolsHaveATypeAndTags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("z", "1");
        tags.put("a", "2");
        assertThat(MessageProperties.of(true, "application/json", tags).block())
                .containsExactly(bytes(0x01, 1, 0x03, "application/json", 0x26, "z", "1", 0x26,
                        "a", "2"));
    }

    @Test
    void whatMqttCannotSayIsLeftOut() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("nul", "a\0b");
        tags.put("nul\0", "a");
        tags.put("long", "é".repeat(32_768));
        tags.put("right", "x".repeat(65_535));
        assertThat(MessageProperties.of(false, "text/\0", tags)).isEqualTo(new MessageProperties(
                false, null, null, null, List.of(new UserProperty("right", "x".repeat(65_535)))));
    }

    @Test
    void anythingElseIsNoBlock() {
        for (byte[] wrong : new byte[][]{bytes(0x02, four(1)), bytes(0x23, two(1)), bytes(0x03),
                bytes(0x7f), bytes(0x01, 1, 0x01, 1), bytes(0x11, four(1))}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> MessageProperties.read(wrong));
        }
    }
}

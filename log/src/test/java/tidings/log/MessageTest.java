package tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final byte[] PAYLOAD = new byte[10];
    private static final Attributes PROPERTIES = new Attributes(null, false, 0, 1, new byte[300]);

    private static Message message(Map<String, String> tags) {
        return new Message(PAYLOAD, PayloadKind.BYTES, null, tags, null);
    }

    @Test
    void aMessageOfWhichNothingWasSaidWeighsWhatItsPayloadHas() {
        Sender sender = new Sender("alice", "a session", null);
        assertThat(new Message(PAYLOAD, PayloadKind.BYTES, null, Map.of(), sender).weight())
                .isEqualTo(10);
    }

    @Test
    void whateverWasSaidOfItWeighsSomething() {
        byte[] about = "{\"name\":\"Alice\"}".getBytes(StandardCharsets.UTF_8);
        Message message = new Message(PAYLOAD, PayloadKind.BYTES, "text/plain",
                Map.of("k", "v", "key", "value"), new Sender("alice", "a session", about),
                PROPERTIES);
        assertThat(message.weight()).isEqualTo(
                10 + 2 * 10 + 2 * 128 + 2 * 10 + about.length + 300);
    }

    /// Else a great many of them would be for nothing.
    @Test
    void tagsWithoutCharactersWeighSomething() {
        assertThat(message(Map.of("", "")).weight()).isEqualTo(10 + 128);
    }

    @Test
    void attributesHaveTheBytesThatWereSaid() {
        assertThat(message(Map.of()).attributeBytes()).isZero();
        assertThat(message(Map.of("k", "\u00fc", "\u20ac", "")).attributeBytes()).isEqualTo(6);
        assertThat(new Message(PAYLOAD, PayloadKind.BYTES, "text/plain", Map.of("k", "v"), null)
                .attributeBytes()).isEqualTo(12);
        assertThat(new Message(PAYLOAD, PayloadKind.BYTES, "text/plain", Map.of("k", "v"), null,
                PROPERTIES).attributeBytes()).as("what tags were taken from").isEqualTo(300);
    }
}

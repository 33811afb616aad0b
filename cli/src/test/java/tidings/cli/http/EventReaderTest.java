package tidings.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    private static EventReader reader(String text) {
        return new EventReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void eventsEndAtAnEmptyLine() throws IOException {
        EventReader events = reader("id: e:1\n\nid: e:2\ndata: one\ndata:two\n\n: quiet\n\n"
                + "event: base64\ndata: AA==\n\ndata: cut off");
        assertThat(events.next()).isEqualTo(new ServerEvent("e:2", "message", "one\ntwo"));
        assertThat(events.next()).isEqualTo(new ServerEvent("e:2", "base64", "AA=="));
        assertThat(events.next()).isNull();
        assertThat(events.lastId()).isEqualTo("e:2");
    }

    @Test
    void anEmptyPayloadIsAnEvent() throws IOException {
        assertThat(reader("data\n\n").next()).isEqualTo(new ServerEvent("", "message", ""));
    }
}

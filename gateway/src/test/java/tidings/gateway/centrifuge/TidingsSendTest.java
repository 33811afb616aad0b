package tidings.gateway.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.NameLimits;

class TidingsSendTest {
    private static TidingsSend parse(String json) {
        return TidingsSend.parse(json.getBytes(StandardCharsets.UTF_8), NameLimits.DEFAULT);
    }

    @Test
    void dataIsKeptAsItWasSentAndUnknownFieldsAreSkipped() {
        TidingsSend send = parse("{\"x\":[1,{}],\"channel\":\"a\",\"id\":\"1\","
                + "\"data\": {\"n\": 1.0},\"tags\":{\"k\":\"v\"}}");
        assertThat(new String(send.payload(), StandardCharsets.UTF_8)).isEqualTo("{\"n\": 1.0}");
        assertThat(send.tags()).isEqualTo(Map.of("k", "v"));
        assertThat(send.channel().value()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "42", "{}", "{\"channel\":\"a\",\"data\":1}",
            "{\"channel\":\"a\",\"id\":\"\",\"data\":1}", "{\"channel\":\"a\",\"id\":\"1\"}",
            "{\"id\":\"1\",\"data\":1}", "{\"channel\":\"a+\",\"id\":\"1\",\"data\":1}",
            "{\"channel\":\"a\",\"id\":\"1\",\"data\":1} 2", "{\"channel\":7}",
            "{\"channel\":\"a\",\"id\":\"1\",\"data\":1,\"tags\":{\"k\":1}}"})
    void whatIsMissingOrWrongIsSaid(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(IllegalArgumentException.class)
                .message().isNotBlank();
    }
}

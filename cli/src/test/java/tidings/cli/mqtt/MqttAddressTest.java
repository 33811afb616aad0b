package tidings.cli.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttAddressTest {
    @ParameterizedTest
    @CsvSource({"localhost:1883, localhost, 1883, false", "example.com, example.com, 1883, false",
            "mqtt://a:1, a, 1, false", "mqtts://a, a, 8883, true", "mqtts://a:9, a, 9, true",
            "[::1]:1883, ::1, 1883, false", "[::1], ::1, 1883, false"})
    void anAddressIsRead(String text, String host, int port, boolean tls) {
        assertThat(MqttAddress.parse(text)).isEqualTo(new MqttAddress(tls, host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1883", "localhost:", "localhost:x", "localhost:70000",
            "localhost:0", "::1:1883", "http://localhost:1883", "localhost:1883/path"})
    void whatIsNoneIsNamed(String text) {
        assertThatThrownBy(() -> MqttAddress.parse(text))
                .hasMessageContaining("'" + text + "'").hasMessageContaining("localhost:1883");
    }
}

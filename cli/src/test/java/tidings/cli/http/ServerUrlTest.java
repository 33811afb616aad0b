package tidings.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
    @ParameterizedTest
    @CsvSource({"http://localhost:8000,http://localhost:8000", "localhost:9,http://localhost:9",
            "https://example.com/tidings/,https://example.com/tidings",
            "http://[::1]:8000,http://[::1]:8000"})
    void addressesAreRead(String text, String shown) {
        assertThat(ServerUrl.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://x", "http://", "http://a b", "http://x/?q"})
    void whatIsNoAddressIsSaid(String text) {
        assertThatThrownBy(() -> ServerUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://localhost:8000");
    }
}

package tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypesTest {
    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "64KiB,65536", "1kB,1000", "10 GiB,10737418240", "3M,3000000",
            "1Ti,1099511627776"})
    void sizesAreRead(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1.5GiB", "1 PiB", "64kibb", "99999999999999999TiB"})
    void whatIsNoSizeIsSaid(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1000, 1024, 1536, 1 << 20, 10_737_418_240L, Long.MAX_VALUE / 2})
    void sizesAreShownAsTheyAreRead(long bytes) {
        assertThat(ByteSize.parse(new ByteSize(bytes).toString()).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"0ms,PT0S", "500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "12h,PT12H", "7d,PT168H",
            "1 s,PT1S"})
    void durationsAreRead(String text, Duration duration) {
        assertThat(Types.DURATION.parse().apply(text)).isEqualTo(duration);
        assertThat(Types.DURATION.parse().apply(Types.show(duration))).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5w", "-1s", "1.5h", "999999999999999d"})
    void whatIsNoDurationIsSaid(String text) {
        assertThatThrownBy(() -> Types.DURATION.parse().apply(text))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({"localhost:8000,localhost,8000", "0.0.0.0:0,0.0.0.0,0", "[::1]:80,::1,80"})
    void addressesAreRead(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8000", ":8000", "host", "host:", "host:99999", "::1:80", "h:-1"})
    void whatIsNoAddressIsSaid(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("localhost:8000");
    }

    @Test
    void aSlipFindsWhatWasMeant() {
        var keys = java.util.List.of("listen", "log", "limits", "admin");
        assertThat(Nearest.to("lisen", keys)).contains("listen");
        assertThat(Nearest.to("limit", keys)).contains("limits");
        assertThat(Nearest.to("something-else", keys)).isEmpty();
    }
}

package tidings.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.log.PayloadKind.BYTES;
import static tidings.log.PayloadKind.JSON;
import static tidings.log.PayloadKind.TEXT;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.log.PayloadKind;

class PayloadClassifierTest {
    private static PayloadKind kind(String latin1, @Nullable String type) {
        return PayloadClassifier.classify(latin1.getBytes(StandardCharsets.ISO_8859_1), type);
    }

    @Test
    void whatIsNotDeclaredIsLookedAt() {
        for (String type : new @Nullable String[]{null, "application/x-www-form-urlencoded",
                "application/json", "application/cloudevents+json; charset=utf-8", "x/y", ""}) {
            assertThat(kind("{\"a\":1}", type)).isEqualTo(JSON);
            assertThat(kind(" 12 ", type)).isEqualTo(JSON);
            assertThat(kind("hello\r\n\tworld", type)).isEqualTo(TEXT);
            assertThat(kind("{\"a\":1", type)).isEqualTo(TEXT);
            assertThat(kind("true story", type)).isEqualTo(TEXT);
            assertThat(kind("", type)).isEqualTo(TEXT);
            assertThat(kind("\u00c3\u00a9", type)).isEqualTo(TEXT);
            assertThat(kind("\u00e9", type)).isEqualTo(BYTES);
            assertThat(kind("a\u0000", type)).isEqualTo(BYTES);
            assertThat(kind("\u001b[0m", type)).isEqualTo(BYTES);
        }
    }

    @Test
    void whatIsDeclaredGoesFirst() {
        assertThat(kind("{\"a\":1}", "text/plain;charset=UTF-8")).isEqualTo(TEXT);
        assertThat(kind("\u00e9", "Text/Plain")).isEqualTo(BYTES);
        for (String type : new String[]{"application/octet-stream", "IMAGE/png", "audio/x",
                "video/mp4", "font/woff"}) {
            assertThat(kind("{\"a\":1}", type)).isEqualTo(BYTES);
        }
    }

    @Test
    void depthDecidesToo() {
        assertThat(kind("[".repeat(64) + "]".repeat(64), null)).isEqualTo(JSON);
        assertThat(kind("[".repeat(65) + "]".repeat(65), null)).isEqualTo(TEXT);
    }
}

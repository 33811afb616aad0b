package tidings.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JsonOutTest {
    private static String written(Consumer<ByteBuf> writer) {
        ByteBuf out = Unpooled.buffer(0);
        try {
            writer.accept(out);
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            out.release();
        }
    }

    @Test
    void base64IsThatOfTheJdk() {
        Random random = new Random(5);
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(written(out -> JsonOut.base64(out, bytes)))
                    .isEqualTo(Base64.getEncoder().encodeToString(bytes));
        }
    }

    @Test
    void numbersAreDecimal() {
        for (long value = 1; value > 0; value *= 10) {
            for (long near : new long[]{value - 1, value, value + 1}) {
                assertThat(written(out -> JsonOut.number(out, near))).isEqualTo("" + near);
            }
        }
        assertThat(written(out -> JsonOut.number(out, Long.MAX_VALUE)))
                .isEqualTo("" + Long.MAX_VALUE);
    }

    @Test
    void stringsComeBackAsTheyWere() throws JsonException {
        Random random = new Random(6);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.appendCodePoint(switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(0x20);
                    case 1 -> "\"\\/".charAt(random.nextInt(3));
                    case 2 -> random.nextInt(0x80);
                    default -> 0x10000 + random.nextInt(0x1000);
                });
            }
            String expected = text.toString();
            for (String json : new String[]{written(out -> JsonOut.string(out, expected)), written(
                    out -> JsonOut.string(out, expected.getBytes(StandardCharsets.UTF_8)))}) {
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                assertThat(new JsonScanner(bytes, 0, bytes.length).string()).isEqualTo(expected);
                assertThat(JsonScanner.isJson(bytes, 0, bytes.length)).isTrue();
            }
        }
        assertThat(written(out -> JsonOut.string(out, "a\ud800b"))).isEqualTo("\"a?b\"");
    }

    @Test
    void jsonIsPutOnOneLineAndMeansTheSame() {
        byte[] json = "{\n\"a\\n\":\r\n[1,\n2]\r}\n".getBytes(StandardCharsets.UTF_8);
        assertThat(written(out -> JsonOut.json(out, json))).isEqualTo("{ \"a\\n\":  [1, 2] } ");
    }
}

package tidings.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "true", "\"\"", "-12", "1.5e10",
            "123456789012345678901", "{\"a\":[1,{\"b\":null},\"x\\\"\\n\\\\\"],\"c\":false}"})
    void whatIsReadIsWrittenBack(String text) throws JsonSyntaxException {
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\"}", "01", "+1", "nul", "\"\\x\"", "\"\\u12\"",
            "1 2", "{\"a\":1,}", "\"", "-", "'a'", "\"\n\""})
    void whatIsNoJsonIsSaid(String text) {
        assertThat(Json.isValid(text)).isFalse();
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("character");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    void depthIsBounded(int depth) {
        assertThat(Json.isValid("[".repeat(depth))).isFalse();
    }
}

package tidings.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The scanner against Jackson, which is a second implementation of the same grammar.
class JsonScannerTest {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.DEPTH_MAX).maxNumberLength(1 << 20).build())
            .build();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isJson(byte[] bytes) {
        return Utf8.isValid(bytes, 0, bytes.length)
                && JsonScanner.isJson(bytes, 0, bytes.length);
    }

    private static boolean jacksonSays(byte[] bytes) {
        // Jackson takes a byte order mark, and guesses UTF-16 and UTF-32; RFC 8259 §8.1 has UTF-8.
        if (!Utf8.isValid(bytes, 0, bytes.length) || startsWithBom(bytes)
                || (bytes.length > 0 && (bytes[0] == 0 || (bytes.length > 1 && bytes[1] == 0)))) {
            return false;
        }
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean startsWithBom(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb
                && bytes[2] == (byte) 0xbf;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "1", "-1.5", "1e5", "1E-5", "0.1e+10", "1e999", "true",
            "false", "null", "\"\"", "\"a\\\"b\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "\"\\ud800\"", "[]",
            "{}", "[[],{}]", "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"a\":1}", " \t\r\n[ 1 , 2 ] \n",
            "\"\u007f\u0080\u20ac\ud83d\ude00\"", "123456789012345678901234567890.5e-77"})
    void jsonIsJson(String text) {
        assertThat(isJson(utf8(text))).isTrue();
        assertThat(jacksonSays(utf8(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "01", "-", "+1", ".5", "1.", "1e", "1e+", "--1", "0x1", "tru",
            "nul", "True", "NaN", "Infinity", "'a'", "\"", "\"a", "\"\\\"", "\"\\a\"", "\"\\u12\"",
            "\"\\u12g4\"", "\"\n\"", "\"\t\"", "\"\u0000\"", "[", "]", "[1", "[1,", "[1,]", "[,1]",
            "[1 2]", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
            "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[}", "{]", "1 2", "[]]", "{}{}",
            "//\n1", "/* */1", "1#", "\u00a01", "\ufeff1", "a", "1a", "-a"})
    void otherThingsAreNot(String text) {
        assertThat(isJson(utf8(text))).isFalse();
        assertThat(jacksonSays(utf8(text))).isFalse();
    }

    @Test
    void depthIsBounded() {
        for (int depth : new int[]{1, 63, 64}) {
            assertThat(isJson(utf8("[".repeat(depth) + "]".repeat(depth)))).isTrue();
            assertThat(isJson(utf8("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)))).isTrue();
            assertThat(isJson(utf8("[{\"a\":".repeat(depth / 2) + "1" + "}]".repeat(depth / 2))))
                    .isTrue();
            assertThat(isJson(utf8("[{\"a\":".repeat(depth / 2) + "1" + "]}".repeat(depth / 2))))
                    .isEqualTo(depth == 1);
        }
        assertThat(isJson(utf8("[".repeat(65) + "]".repeat(65)))).isFalse();
        assertThat(isJson(utf8("{\"a\":".repeat(65) + "1" + "}".repeat(65)))).isFalse();
    }

    @Test
    void mutatedJsonIsJudgedAsJacksonJudgesIt() {
        String[] seeds = {"{\"id\":12,\"publish\":{\"channel\":\"a\\u00e9\",\"data\":{\"x\":"
                + "[1.5e-3,null,true,false,\"\\n\"]}}}", "[0,-1,1e2,\"é\",{},[]]", "\"\\ud83d\"",
                "-0.0e+0", "[[[[1]],{\"a\":[{}]}]]"};
        String alphabet = "{}[]:,\"\\/truefalsn01-+.eE u\n\té\u0000";
        Random random = new Random(3);
        int valid = 0;
        for (int round = 0; round < 200_000; round++) {
            StringBuilder text = new StringBuilder(seeds[random.nextInt(seeds.length)]);
            for (int i = random.nextInt(3); i >= 0 && !text.isEmpty(); i--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            byte[] bytes = utf8(text.toString());
            boolean judged = isJson(bytes);
            valid += judged ? 1 : 0;
            assertThat(judged).as("seed 3, round %d: %s", round, text)
                    .isEqualTo(jacksonSays(bytes));
        }
        assertThat(valid).isGreaterThan(10_000);
    }

    @Test
    void randomBytesNeverBreakIt() {
        Random random = new Random(4);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            JsonScanner.isJson(bytes, 0, bytes.length);
            if (bytes.length > 0) {
                bytes[0] = '"';
                JsonScanner.isJson(bytes, 0, bytes.length);
                bytes[0] = '{';
                JsonScanner.isJson(bytes, 0, bytes.length);
            }
        }
    }

    @Test
    void stringsAreUnescaped() throws JsonException {
        for (String text : new String[]{"", "a", "\"\\/\b\f\n\r\t", "\u0000\u00e9\u20ac",
                "\ud83d\ude00x", "\ud800"}) {
            StringBuilder escaped = new StringBuilder("\"");
            text.chars().forEach(c -> escaped.append("\\u%04X".formatted(c)));
            assertThat(string(escaped.append('"').toString())).isEqualTo(text);
        }
        assertThat(string("\"é\\\"€\\\\😀\\/\\b\\f\\n\\r\\t.\"")).isEqualTo("é\"€\\😀/\b\f\n\r\t.");
    }

    private static String string(String json) throws JsonException {
        byte[] bytes = utf8(json);
        return new JsonScanner(bytes, 0, bytes.length).string();
    }

    @Test
    void integersAreWholeAndFit() throws JsonException {
        for (long value : new long[]{0, 1, -1, 12, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53}) {
            assertThat(integer(Long.toString(value))).isEqualTo(value);
        }
        for (String wrong : new String[]{"9223372036854775808", "-9223372036854775809",
                "99999999999999999999999999", "1.0", "1e3", "", "a", "-", "\"1\"", "true"}) {
            assertThatThrownBy(() -> integer(wrong)).as(wrong).isInstanceOf(JsonException.class);
        }
    }

    private static long integer(String json) throws JsonException {
        byte[] bytes = utf8(json);
        return new JsonScanner(bytes, 0, bytes.length).integer();
    }

    @Test
    void arraysAndObjectsAreWalkedThrough() throws JsonException {
        byte[] bytes = utf8("xx{ \"a\" : [ 1 , [ ] , { } ], \"b\":true, \"c\" : \"s\" }yy");
        JsonScanner scanner = new JsonScanner(bytes, 2, bytes.length - 2);
        StringBuilder seen = new StringBuilder();
        scanner.beginObject();
        while (scanner.nextField()) {
            seen.append(scanner.name());
            switch (scanner.name()) {
                case "a" -> {
                    scanner.beginArray();
                    while (scanner.nextElement()) {
                        seen.append(new String(scanner.raw(), StandardCharsets.UTF_8)).append(';');
                    }
                }
                case "b" -> seen.append(scanner.bool());
                default -> seen.append(scanner.string());
            }
        }
        assertThat(seen).hasToString("a1;[ ];{ };btruecs");
        assertThat(scanner.atEnd()).isTrue();
    }

    @Test
    void utf8IsJudgedAsTheDecoderOfTheJdkJudgesIt() {
        byte[] bytes = new byte[11];
        for (int value = 0; value < 1 << 16; value++) {
            // Two bytes, alone, and before and after others, across the eight-byte steps.
            bytes[7] = (byte) (value >> 8);
            bytes[8] = (byte) value;
            for (byte third : new byte[]{'a', (byte) 0x80, (byte) 0xbf, (byte) 0xc0}) {
                for (byte fourth : new byte[]{'a', (byte) 0x80, (byte) 0xbf}) {
                    bytes[9] = third;
                    bytes[10] = fourth;
                    for (int to = 9; to <= 11; to++) {
                        assertThat(Utf8.isValid(bytes, 0, to)).isEqualTo(jdkSays(bytes, to));
                    }
                }
            }
        }
    }

    private static boolean jdkSays(byte[] bytes, int to) {
        byte[] part = Arrays.copyOf(bytes, to);
        return Arrays.equals(new String(part, StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8), part);
    }
}

package tidings.gateway.payload;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tidings.log.PayloadKind;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The scanner and Jackson agree on what JSON is, our UTF-8 check and Java's on what UTF-8 is; the
/// classifier says no more than is true; and what is written as a string is read as what it was.
public final class JsonScannerFuzz {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.DEPTH_MAX).maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE).build())
            .build();

    private JsonScannerFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws JsonException {
        boolean utf8 = Utf8.isValid(input, 0, input.length);
        if (utf8 != isUtf8ForJava(input)) {
            throw new AssertionError("UTF-8: we say " + utf8);
        }
        PayloadKind kind = PayloadClassifier.classify(input, null);
        if (!utf8) {
            if (kind != PayloadKind.BYTES) {
                throw new AssertionError("no UTF-8, but " + kind);
            }
            return;
        }
        boolean json = JsonScanner.isJson(input, 0, input.length);
        if (json != (valuesOfJackson(input) == 1)) {
            throw new AssertionError("JSON: we say " + json);
        }
        if (json != (kind == PayloadKind.JSON)) {
            throw new AssertionError("JSON: " + json + ", but classified as " + kind);
        }
        stringsComeBack(input);
    }

    private static void stringsComeBack(byte[] utf8) throws JsonException {
        String text = new String(utf8, StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer();
        JsonOut.string(out, text);
        byte[] written = ByteBufUtil.getBytes(out);
        out.clear();
        JsonOut.string(out, utf8);
        if (!Arrays.equals(written, ByteBufUtil.getBytes(out))) {
            throw new AssertionError("a string and its UTF-8 are written differently");
        }
        if (!new JsonScanner(written, 0, written.length).string().equals(text)) {
            throw new AssertionError("a string became another");
        }
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), written)) {
            if (parser.nextToken() != JsonToken.VALUE_STRING || !parser.getString().equals(text)) {
                throw new AssertionError("a string became another for Jackson");
            }
        }
    }

    private static boolean isUtf8ForJava(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /// How many values Jackson reads; -1 if it refuses them.
    public static int valuesOfJackson(byte[] utf8) {
        // As text, because from bytes Jackson would also take UTF-16.
        String text = new String(utf8, StandardCharsets.UTF_8);
        int values = 0;
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
            while (parser.nextToken() != null) {
                values++;
                parser.skipChildren();
                parser.finishToken();
            }
            return values;
        } catch (JacksonException e) {
            return -1;
        }
    }
}

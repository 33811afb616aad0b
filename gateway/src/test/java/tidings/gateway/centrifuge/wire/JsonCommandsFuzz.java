package tidings.gateway.centrifuge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import tidings.gateway.payload.JsonScannerFuzz;

/// Bytes are commands or a [DecodeException]. What is read is JSON for Jackson too; and the same
/// commands in Protobuf are read as the same.
public final class JsonCommandsFuzz {
    private JsonCommandsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<Command> commands;
        try {
            commands = new JsonCommandDecoder().decode(input, input.length);
        } catch (DecodeException e) {
            return;
        }
        if (JsonScannerFuzz.valuesOfJackson(input) != commands.size()) {
            throw new AssertionError("Jackson does not see %d values".formatted(commands.size()));
        }
        for (Command command : commands) {
            if (command instanceof PublishRequest publish && publish.data() != null
                    && JsonScannerFuzz.valuesOfJackson(publish.data()) != 1) {
                throw new AssertionError("a payload that is no JSON value");
            }
        }
        byte[] protobuf = CommandsInProtobuf.of(commands);
        List<Command> again;
        try {
            again = new ProtobufCommandDecoder().decode(protobuf, protobuf.length);
        } catch (DecodeException e) {
            throw new AssertionError("it can't be said in Protobuf", e);
        }
        // A payload's kind is said by JSON and looked for in Protobuf. A lone surrogate is a
        // question mark in UTF-8.
        assertThat(again).usingRecursiveComparison().ignoringFields("kind")
                .withEqualsForType((a, b) -> utf8(a).equals(utf8(b)), String.class)
                .isEqualTo(commands);
    }

    private static String utf8(String text) {
        return new String(Wire.utf8(text), java.nio.charset.StandardCharsets.UTF_8);
    }
}

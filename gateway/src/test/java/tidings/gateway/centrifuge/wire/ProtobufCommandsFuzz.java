package tidings.gateway.centrifuge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// Bytes are commands or a [DecodeException]; commands that are written again are read as what they
/// were.
public final class ProtobufCommandsFuzz {
    private ProtobufCommandsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<Command> commands;
        try {
            commands = new ProtobufCommandDecoder().decode(input, input.length);
        } catch (DecodeException e) {
            return;
        }
        byte[] again = CommandsInProtobuf.of(commands);
        try {
            assertThat(new ProtobufCommandDecoder().decode(again, again.length))
                    .usingRecursiveComparison().isEqualTo(commands);
        } catch (DecodeException e) {
            throw new AssertionError("what was read is written, and not read again", e);
        }
    }
}

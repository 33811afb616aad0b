package tidings.gateway.centrifuge.wire;

import java.util.List;

/// Bytes of a frame become commands.
public sealed interface CommandDecoder permits JsonCommandDecoder, ProtobufCommandDecoder {
    /// How many commands a frame may have. SDKs send a connect and all their subscriptions in one.
    int COMMANDS_MAX = 1024;

    /// All commands of `[0, length)`, at least one. Keeps nothing of the array.
    ///
    /// @throws DecodeException if there is none, or any of them is malformed: then none of them
    ///     counts
    List<Command> decode(byte[] bytes, int length) throws DecodeException;
}

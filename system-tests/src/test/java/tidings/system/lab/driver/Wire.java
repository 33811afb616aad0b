package tidings.system.lab.driver;

import java.util.List;

/// One encoding of the Centrifuge protocol.
interface Wire {
    /// As it is called in a history.
    String name();

    /// A WebSocket's opcode, with FIN.
    int firstByte();

    /// Headers of the upgrade, each a line.
    String[] headers();

    byte[] encode(List<Command> commands);

    List<Reply> decode(byte[] frame);
}

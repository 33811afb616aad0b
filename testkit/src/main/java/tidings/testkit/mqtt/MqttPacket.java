package tidings.testkit.mqtt;

import java.io.DataInputStream;
import java.io.IOException;

/// A packet as it came.
///
/// @param first type and flags
/// @param body what follows its length
public record MqttPacket(int first, byte[] body) {
    /// @throws java.io.EOFException if the stream ends before the packet
    public static MqttPacket read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        byte[] body = new byte[variable(in)];
        in.readFully(body);
        return new MqttPacket(first, body);
    }

    /// A number of one to four bytes, as [MqttBytes#variable] writes it.
    public static int variable(DataInputStream in) throws IOException {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("a length of more than four bytes");
    }

    /// The first byte without its flags.
    public int type() {
        return first & 0xf0;
    }

    @Override
    public String toString() {
        return "a packet that begins with %02x, of %d bytes".formatted(first, body.length);
    }
}

package tidings.cli.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// One packet on its way to the server (MQTT 5.0 §2.1).
public final class PacketOut {
    private static final int STRING_BYTES_MAX = 65_535;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);

    public PacketOut one(int value) {
        body.write(value);
        return this;
    }

    public PacketOut two(int value) {
        return one(value >> 8).one(value & 0xff);
    }

    public PacketOut four(long value) {
        return two((int) (value >> 16) & 0xffff).two((int) value & 0xffff);
    }

    /// With its length before it (§1.5.4).
    public PacketOut string(String text) throws MqttException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > STRING_BYTES_MAX) {
            throw new MqttException(MqttException.Why.USAGE,
                    "MQTT has no names, tags or passwords of more than %d bytes; this has %d"
                            .formatted(STRING_BYTES_MAX, bytes.length));
        }
        two(bytes.length).bytes(bytes);
        return this;
    }

    public PacketOut bytes(byte[] bytes) {
        body.writeBytes(bytes);
        return this;
    }

    /// A block of properties, with its length before it (§2.2.2).
    public PacketOut properties(PacketOut block) {
        variable(body, block.body.size());
        return bytes(block.body.toByteArray());
    }

    /// Complete, behind its fixed header.
    ///
    /// @param first type and flags (§2.1.1)
    public byte[] packet(int first) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.size() + 5);
        out.write(first);
        variable(out, body.size());
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    /// §1.5.5
    private static void variable(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > SEVEN_BITS) {
            out.write((rest & SEVEN_BITS) | MORE);
            rest >>>= 7;
        }
        out.write(rest);
    }
}

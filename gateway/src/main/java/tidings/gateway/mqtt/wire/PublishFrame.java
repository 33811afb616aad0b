package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Writes a PUBLISH (§3.3) that is the same for all its subscribers: QoS 0, without topic alias and
/// subscription identifiers. Frame after frame may go into one buffer that many connections share.
/// Topics are UTF-8 without wildcards, properties a block as of [Publish#forwardable]; neither is
/// looked at. MQTT 3.1.1 has no properties and no expiry: they are left out.
public final class PublishFrame {
    private static final int NO_PACKET_ID = -1;
    private static final int EXPIRY_BYTES = 5;

    private PublishFrame() {}

    /// How many bytes [#write] writes, to compare with what a client takes.
    public static int bytes(Version version, byte[] topic, long expirySeconds,
            byte @Nullable [] properties, byte[] payload) {
        int length = length(version, false, topic, expirySeconds, properties, payload);
        return 1 + PacketOut.variableBytes(length) + length;
    }

    /// Writes a frame at the end of `out`.
    ///
    /// @param expirySeconds how long the message is good for from now, unsigned; -1 for ever
    public static void write(ByteBuf out, Version version, boolean retain, byte[] topic,
            long expirySeconds, byte @Nullable [] properties, byte[] payload) {
        write(out, version, firstByte(0, retain), topic, NO_PACKET_ID, expirySeconds, properties,
                payload);
    }

    static int firstByte(int qos, boolean retain) {
        return FixedHeader.PUBLISH << 4 | qos << 1 | (retain ? FixedHeader.RETAIN : 0);
    }

    /// The whole of a frame with QoS 1 or 2, or 0 if there is no packet identifier.
    static void write(ByteBuf out, Version version, int firstByte, byte[] topic, int packetId,
            long expirySeconds, byte @Nullable [] properties, byte[] payload) {
        boolean hasId = packetId != NO_PACKET_ID;
        int length = length(version, hasId, topic, expirySeconds, properties, payload);
        out.ensureWritable(1 + PacketOut.variableBytes(length) + length);
        out.writeByte(firstByte);
        PacketOut.variable(out, length);
        PacketOut.binary(out, topic);
        if (hasId) {
            out.writeShort(packetId);
        }
        if (version == Version.V5) {
            PacketOut.variable(out, propertyBytes(expirySeconds, properties));
            if (expirySeconds >= 0) {
                PacketOut.fourBytes(out, Property.MESSAGE_EXPIRY_INTERVAL, expirySeconds);
            }
            if (properties != null) {
                out.writeBytes(properties);
            }
        }
        out.writeBytes(payload);
    }

    static int length(Version version, boolean hasId, byte[] topic, long expirySeconds,
            byte @Nullable [] properties, byte[] payload) {
        int length = 2 + topic.length + (hasId ? 2 : 0) + payload.length;
        if (version == Version.V5) {
            int bytes = propertyBytes(expirySeconds, properties);
            length += PacketOut.variableBytes(bytes) + bytes;
        }
        return length;
    }

    private static int propertyBytes(long expirySeconds, byte @Nullable [] properties) {
        return (expirySeconds < 0 ? 0 : EXPIRY_BYTES) + (properties == null
                ? 0
                : properties.length);
    }
}

package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// Writes PUBACK, PUBREC, PUBREL and PUBCOMP (§3.4 to 3.7), in as few bytes as can be.
final class AckEncoder {
    private AckEncoder() {}

    static void write(ByteBuf out, int type, int packetId, ReasonCode reason,
            Diagnostics diagnostics, Version version) {
        out.writeByte(FixedHeader.firstByte(type));
        if (diagnostics.isEmpty()) {
            boolean success = version == Version.V3_1_1 || reason == ReasonCode.SUCCESS;
            out.writeByte(success ? 2 : 3).writeShort(packetId);
            if (!success) {
                out.writeByte(reason.number());
            }
            return;
        }
        int packet = PacketOut.begin(out);
        out.writeShort(packetId).writeByte(reason.number());
        int properties = PacketOut.begin(out);
        PacketOut.diagnostics(out, diagnostics);
        PacketOut.end(out, properties);
        PacketOut.end(out, packet);
    }
}

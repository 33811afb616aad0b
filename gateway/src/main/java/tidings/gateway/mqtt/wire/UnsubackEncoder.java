package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// Writes UNSUBACK, §3.11.
final class UnsubackEncoder {
    private UnsubackEncoder() {}

    static void write(ByteBuf out, Unsuback unsuback, Diagnostics diagnostics, Version version) {
        out.writeByte(FixedHeader.firstByte(FixedHeader.UNSUBACK));
        int packet = PacketOut.begin(out);
        out.writeShort(unsuback.packetId());
        if (version == Version.V5) {
            int properties = PacketOut.begin(out);
            PacketOut.diagnostics(out, diagnostics);
            PacketOut.end(out, properties);
            for (ReasonCode reason : unsuback.reasons()) {
                out.writeByte(reason.number());
            }
        }
        PacketOut.end(out, packet);
    }
}

package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// Writes SUBACK, §3.9.
final class SubackEncoder {
    private SubackEncoder() {}

    static void write(ByteBuf out, Suback suback, Diagnostics diagnostics, Version version) {
        out.writeByte(FixedHeader.firstByte(FixedHeader.SUBACK));
        int packet = PacketOut.begin(out);
        out.writeShort(suback.packetId());
        if (version == Version.V5) {
            int properties = PacketOut.begin(out);
            PacketOut.diagnostics(out, diagnostics);
            PacketOut.end(out, properties);
        }
        for (ReasonCode reason : suback.reasons()) {
            boolean failureOf3 = version == Version.V3_1_1 && reason.isFailure();
            out.writeByte((failureOf3 ? ReasonCode.UNSPECIFIED_ERROR : reason).number());
        }
        PacketOut.end(out, packet);
    }
}

package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// Writes AUTH, MQTT 5.0 §3.15.
final class AuthEncoder {
    private AuthEncoder() {}

    static void write(ByteBuf out, Auth auth, Diagnostics diagnostics) {
        out.writeByte(FixedHeader.firstByte(FixedHeader.AUTH));
        int packet = PacketOut.begin(out);
        out.writeByte(auth.reason().number());
        int properties = PacketOut.begin(out);
        PacketOut.authentication(out, auth.authentication());
        PacketOut.diagnostics(out, diagnostics);
        PacketOut.end(out, properties);
        PacketOut.end(out, packet);
    }
}

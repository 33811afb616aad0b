package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// Writes DISCONNECT, MQTT 5.0 §3.14, as a server says it: without a session expiry (§3.14.2.2.2).
final class DisconnectEncoder {
    private DisconnectEncoder() {}

    static void write(ByteBuf out, Disconnect disconnect, Diagnostics diagnostics) {
        out.writeByte(FixedHeader.firstByte(FixedHeader.DISCONNECT));
        int packet = PacketOut.begin(out);
        out.writeByte(disconnect.reason().number());
        int properties = PacketOut.begin(out);
        PacketOut.property(out, Property.SERVER_REFERENCE, disconnect.serverReference());
        PacketOut.diagnostics(out, diagnostics);
        PacketOut.end(out, properties);
        PacketOut.end(out, packet);
    }
}

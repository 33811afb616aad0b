package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// Writes what a server says to one client: all packets but PUBLISH ([PublishFrame],
/// [PublishTemplate]).
///
/// Diagnostics are left out of a packet that may not have them because the client said so (MQTT 5.0
/// §3.1.2.11.7), and of one that would be larger than the client takes (§3.1.2.11.4).
public final class PacketEncoder {
    private final Version version;
    private final boolean problemInformation;
    private final long packetBytesMax;

    public PacketEncoder(Version version, boolean problemInformation, long packetBytesMax) {
        this.version = version;
        this.problemInformation = problemInformation;
        this.packetBytesMax = packetBytesMax;
    }

    public static PacketEncoder of(Connect connect) {
        return new PacketEncoder(connect.version(),
                connect.properties().requestProblemInformation(),
                connect.properties().packetBytesMax());
    }

    /// For a client of which no more is known: its CONNECT was wrong.
    public static PacketEncoder of(Version version) {
        return new PacketEncoder(version, true, ConnectProperties.UNLIMITED);
    }

    /// Writes a packet at the end of `out`.
    ///
    /// @return false if nothing was written: the client takes no packet that large, even without
    ///     diagnostics, or its version has no way to say it (in 3.1.1 a server sends no DISCONNECT
    ///     and no AUTH, and few reasons are return codes of CONNACK)
    public boolean encode(ByteBuf out, FromServer packet) {
        if (version == Version.V3_1_1 && !canBeSaidInVersion3(packet)) {
            return false;
        }
        Diagnostics diagnostics = diagnosticsOf(packet);
        if (version == Version.V3_1_1 || (!problemInformation && !mayAlwaysExplain(packet))) {
            diagnostics = Diagnostics.NONE;
        }
        return fits(out, packet, diagnostics)
                || (!diagnostics.isEmpty() && fits(out, packet, Diagnostics.NONE));
    }

    private boolean fits(ByteBuf out, FromServer packet, Diagnostics diagnostics) {
        int from = out.writerIndex();
        write(out, packet, diagnostics);
        if (out.writerIndex() - from > packetBytesMax) {
            out.writerIndex(from);
            return false;
        }
        return true;
    }

    private void write(ByteBuf out, FromServer packet, Diagnostics diagnostics) {
        switch (packet) {
            case Connack connack -> ConnackEncoder.write(out, connack, diagnostics, version);
            case Puback(int id, ReasonCode reason, var _) ->
                AckEncoder.write(out, FixedHeader.PUBACK, id, reason, diagnostics, version);
            case Pubrec(int id, ReasonCode reason, var _) ->
                AckEncoder.write(out, FixedHeader.PUBREC, id, reason, diagnostics, version);
            case Pubrel(int id, ReasonCode reason, var _) ->
                AckEncoder.write(out, FixedHeader.PUBREL, id, reason, diagnostics, version);
            case Pubcomp(int id, ReasonCode reason, var _) ->
                AckEncoder.write(out, FixedHeader.PUBCOMP, id, reason, diagnostics, version);
            case Suback suback -> SubackEncoder.write(out, suback, diagnostics, version);
            case Unsuback unsuback -> UnsubackEncoder.write(out, unsuback, diagnostics, version);
            case Pingresp _ ->
                out.writeByte(FixedHeader.firstByte(FixedHeader.PINGRESP)).writeByte(0);
            case Disconnect disconnect -> DisconnectEncoder.write(out, disconnect, diagnostics);
            case Auth auth -> AuthEncoder.write(out, auth, diagnostics);
        }
    }

    private static boolean canBeSaidInVersion3(FromServer packet) {
        return switch (packet) {
            case Connack connack -> connack.reason().connectReturnCode().isPresent();
            case Disconnect _,Auth _ -> false;
            case Puback _,Pubrec _,Pubrel _,Pubcomp _,Suback _,Unsuback _,Pingresp _ -> true;
        };
    }

    private static boolean mayAlwaysExplain(FromServer packet) {
        return packet instanceof Connack || packet instanceof Disconnect;
    }

    private static Diagnostics diagnosticsOf(FromServer packet) {
        return switch (packet) {
            case Connack connack -> connack.diagnostics();
            case Puback puback -> puback.diagnostics();
            case Pubrec pubrec -> pubrec.diagnostics();
            case Pubrel pubrel -> pubrel.diagnostics();
            case Pubcomp pubcomp -> pubcomp.diagnostics();
            case Suback suback -> suback.diagnostics();
            case Unsuback unsuback -> unsuback.diagnostics();
            case Pingresp _ -> Diagnostics.NONE;
            case Disconnect disconnect -> disconnect.diagnostics();
            case Auth auth -> auth.diagnostics();
        };
    }
}

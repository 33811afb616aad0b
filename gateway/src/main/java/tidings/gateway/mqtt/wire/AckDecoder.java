package tidings.gateway.mqtt.wire;

import java.util.EnumSet;
import java.util.Set;

/// Reads PUBACK, PUBREC, PUBREL and PUBCOMP (§3.4 to 3.7), which are alike but for their reason
/// codes. In 5.0 the properties may be missing, and the reason too: then it is success.
final class AckDecoder {
    private static final Set<ReasonCode> OF_PUBLISH = EnumSet.of(ReasonCode.SUCCESS,
            ReasonCode.UNSPECIFIED_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
            ReasonCode.NOT_AUTHORIZED, ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.PACKET_IDENTIFIER_IN_USE, ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.PAYLOAD_FORMAT_INVALID);
    private static final Set<ReasonCode> OF_IDENTIFIER = EnumSet.of(ReasonCode.SUCCESS,
            ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);

    private AckDecoder() {}

    static FromClient decode(PacketReader in, PropertyReader properties, Property.Place packet,
            Version version) throws DecodeException {
        int packetId = in.packetId();
        ReasonCode reason = ReasonCode.SUCCESS;
        Diagnostics diagnostics = Diagnostics.NONE;
        if (version == Version.V5 && in.remaining() > 0) {
            reason = in.reason(allowed(packet), packet.name());
            if (in.remaining() > 0) {
                properties.begin(packet);
                diagnostics = properties.diagnostics();
            }
        }
        in.expectEnd(packet.name());
        return switch (packet) {
            case PUBACK -> new Puback(packetId, reason, diagnostics);
            case PUBREC -> new Pubrec(packetId, reason, diagnostics);
            case PUBREL -> new Pubrel(packetId, reason, diagnostics);
            case PUBCOMP -> new Pubcomp(packetId, reason, diagnostics);
            default -> throw new IllegalArgumentException(packet + " is no acknowledgement");
        };
    }

    private static Set<ReasonCode> allowed(Property.Place packet) {
        return packet == Property.Place.PUBACK || packet == Property.Place.PUBREC
                ? OF_PUBLISH
                : OF_IDENTIFIER;
    }
}

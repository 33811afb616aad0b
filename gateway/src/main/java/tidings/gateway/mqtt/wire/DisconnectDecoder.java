package tidings.gateway.mqtt.wire;

import java.util.EnumSet;
import java.util.Set;

/// Reads DISCONNECT, §3.14. In 5.0 the properties may be missing, and the reason too: then it is a
/// normal disconnection.
final class DisconnectDecoder {
    /// §3.14.2.1, those that are not a server's alone.
    private static final Set<ReasonCode> OF_CLIENT = EnumSet.of(ReasonCode.SUCCESS,
            ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, ReasonCode.UNSPECIFIED_ERROR,
            ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR,
            ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.BAD_AUTHENTICATION_METHOD,
            ReasonCode.TOPIC_NAME_INVALID, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
            ReasonCode.TOPIC_ALIAS_INVALID, ReasonCode.PACKET_TOO_LARGE,
            ReasonCode.MESSAGE_RATE_TOO_HIGH, ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.ADMINISTRATIVE_ACTION, ReasonCode.PAYLOAD_FORMAT_INVALID);

    private DisconnectDecoder() {}

    static Disconnect decode(PacketReader in, PropertyReader properties, Version version)
            throws DecodeException {
        ReasonCode reason = ReasonCode.SUCCESS;
        long sessionExpirySeconds = -1;
        String reasonString = null;
        Diagnostics diagnostics = Diagnostics.NONE;
        if (version == Version.V5 && in.remaining() > 0) {
            reason = in.reason(OF_CLIENT, "DISCONNECT");
            if (in.remaining() > 0) {
                properties.begin(Property.Place.DISCONNECT);
                for (Property p = properties.next(); p != null; p = properties.next()) {
                    switch (p) {
                        case SESSION_EXPIRY_INTERVAL -> sessionExpirySeconds = properties.number();
                        case REASON_STRING -> reasonString = in.lastString();
                        case USER_PROPERTY -> properties.keepUserProperty();
                        default -> throw new IllegalStateException(p + " passed as DISCONNECT's");
                    }
                }
                diagnostics = properties.diagnostics(reasonString);
            }
        }
        in.expectEnd("DISCONNECT");
        return new Disconnect(reason, sessionExpirySeconds, null, diagnostics);
    }
}

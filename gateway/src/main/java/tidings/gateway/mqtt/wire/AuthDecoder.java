package tidings.gateway.mqtt.wire;

import java.util.EnumSet;
import java.util.Set;

/// Reads AUTH, MQTT 5.0 §3.15. A client's has a reason that is not success, so nothing of it may
/// be missing.
final class AuthDecoder {
    private static final Set<ReasonCode> OF_CLIENT = EnumSet
            .of(ReasonCode.CONTINUE_AUTHENTICATION, ReasonCode.REAUTHENTICATE);

    private AuthDecoder() {}

    static Auth decode(PacketReader in, PropertyReader properties) throws DecodeException {
        if (in.remaining() == 0) {
            throw DecodeException.protocolError("a client sends no AUTH that says success");
        }
        ReasonCode reason = in.reason(OF_CLIENT, "AUTH");
        String method = null;
        byte[] data = null;
        String reasonString = null;
        properties.begin(Property.Place.AUTH);
        for (Property p = properties.next(); p != null; p = properties.next()) {
            switch (p) {
                case AUTHENTICATION_METHOD -> method = in.lastString();
                case AUTHENTICATION_DATA -> data = in.lastBinary();
                case REASON_STRING -> reasonString = in.lastString();
                case USER_PROPERTY -> properties.keepUserProperty();
                default -> throw new IllegalStateException(p + " passed as AUTH's");
            }
        }
        in.expectEnd("AUTH");
        if (method == null) {
            throw DecodeException.protocolError("AUTH has no authentication method");
        }
        return new Auth(reason, new Authentication(method, data),
                properties.diagnostics(reasonString));
    }
}

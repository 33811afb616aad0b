package tidings.gateway.mqtt.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The properties of CONNECT (MQTT 5.0 §3.1.2.11), with the values that their absence means.
///
/// @param sessionExpirySeconds unsigned; [#NEVER] keeps the session for ever
/// @param receiveMaximum 1 to 65,535
/// @param packetBytesMax the largest packet the client takes, fixed header included; [#UNLIMITED]
///     if it takes all
/// @param requestResponseInformation whether CONNACK may have Response Information
/// @param requestProblemInformation whether packets other than PUBLISH, CONNACK and DISCONNECT may
///     have a reason string and user properties
public record ConnectProperties(long sessionExpirySeconds, int receiveMaximum, long packetBytesMax,
        int topicAliasMaximum, boolean requestResponseInformation,
        boolean requestProblemInformation, List<UserProperty> userProperties,
        @Nullable Authentication authentication) {
    public static final long NEVER = 0xffff_ffffL;
    public static final long UNLIMITED = Long.MAX_VALUE;
    static final int RECEIVE_MAXIMUM = 65_535;

    public ConnectProperties {
        userProperties = List.copyOf(userProperties);
    }

    /// What MQTT 3.1.1 says without properties: a session that is not clean has no end (5.0
    /// §3.1.2.11.2, the comment on Clean Session).
    static ConnectProperties ofVersion3(boolean cleanSession) {
        return new ConnectProperties(cleanSession ? 0 : NEVER, RECEIVE_MAXIMUM, UNLIMITED, 0,
                false, true, List.of(), null);
    }
}

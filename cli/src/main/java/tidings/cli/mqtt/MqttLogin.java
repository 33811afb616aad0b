package tidings.cli.mqtt;

import org.jspecify.annotations.Nullable;

/// What a CONNECT says of who connects (MQTT 5.0 §3.1).
///
/// @param clientId             empty: the server makes one
/// @param user                 null for none
/// @param password             or a token; null for none
/// @param sessionExpirySeconds for how long the server keeps the session without a connection
/// @param cleanStart           whether a session that is there is thrown away
public record MqttLogin(String clientId, @Nullable String user, @Nullable String password,
        long sessionExpirySeconds, boolean cleanStart) {
    /// As long as the server does.
    public static final long AS_LONG_AS_THE_SERVER = 0xffff_ffffL;

    /// The same, to go on with the session that is there.
    public MqttLogin again() {
        return new MqttLogin(clientId, user, password, sessionExpirySeconds, false);
    }

    /// Without the password: this may get into a message.
    @Override
    public String toString() {
        return "login of '" + clientId + "'";
    }
}

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

    private static final int VERSION_5 = 5;
    private static final int CONNECT = 0x10;
    private static final int WITH_USER = 0x80;
    private static final int WITH_PASSWORD = 0x40;
    private static final int CLEAN = 0x02;

    /// The same, to go on with the session that is there.
    public MqttLogin again() {
        return new MqttLogin(clientId, user, password, sessionExpirySeconds, false);
    }

    /// A CONNECT (§3.1). Version 3.1.1 has no properties, so no expiry: there a session that begins
    /// anew ends with its connection, and any other is kept.
    ///
    /// @param version as the packet has it: 5, or 4 for 3.1.1 (§3.1.2.2)
    public byte[] packet(int version, int keepAliveSeconds) throws MqttException {
        PacketOut connect = new PacketOut().string("MQTT").one(version)
                .one((user == null ? 0 : WITH_USER) | (password == null ? 0 : WITH_PASSWORD)
                        | (cleanStart ? CLEAN : 0))
                .two(keepAliveSeconds);
        if (version == VERSION_5) {
            connect.properties(
                    new PacketOut().one(Properties.SESSION_EXPIRY).four(sessionExpirySeconds));
        }
        connect.string(clientId);
        if (user != null) {
            connect.string(user);
        }
        if (password != null) {
            connect.string(password);
        }
        return connect.packet(CONNECT);
    }

    /// Without the password: this may get into a message.
    @Override
    public String toString() {
        return "login of '" + clientId + "'";
    }
}

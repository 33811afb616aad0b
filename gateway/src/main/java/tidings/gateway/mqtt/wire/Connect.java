package tidings.gateway.mqtt.wire;

import org.jspecify.annotations.Nullable;

/// CONNECT, §3.1: a client introduces itself.
///
/// @param cleanStart called Clean Session in 3.1.1
/// @param clientId empty if the server shall choose one; then 3.1.1 has Clean Session
/// @param keepAliveSeconds 0 if the client wants none
public record Connect(Version version, String clientId, boolean cleanStart, int keepAliveSeconds,
        @Nullable Will will, @Nullable String userName, byte @Nullable [] password,
        ConnectProperties properties) implements FromClient {}

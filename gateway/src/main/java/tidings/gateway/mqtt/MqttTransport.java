package tidings.gateway.mqtt;

import org.jspecify.annotations.Nullable;
import tidings.gateway.net.Framing;
import tidings.gateway.net.NettyLoop;
import tidings.gateway.net.SocketOutbox;

/// What carries a conversation's packets, on its loop.
interface MqttTransport {
    NettyLoop loop();

    SocketOutbox outbox();

    /// Around packets on their way out.
    Framing framing();

    /// Whom the certificate names that the client has shown; null if there is none.
    @Nullable
    String certificateSubject();

    /// The client has said who it is.
    void onIntroduced();

    /// Sends what was sent before, then ends the connection.
    void close();

    /// Ends the connection at once.
    void drop();
}

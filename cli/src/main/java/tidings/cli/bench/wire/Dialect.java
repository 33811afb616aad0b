package tidings.cli.bench.wire;

import tidings.cli.bench.system.NativeBuffer;

/// What is said in WebSocket messages.
public sealed interface Dialect permits RawDialect, JsonDialect, ProtobufDialect, MqttDialect {
    /// Of the handshake, below the URL's own path.
    String path(Errand errand);

    /// Empty for none.
    String subprotocol();

    boolean isText();

    /// Empty for none.
    ///
    /// @param client the number of the connection, which it has again when it comes back
    byte[] greeting(Errand errand, int client);

    /// Takes all that is whole.
    ///
    /// @return where the rest begins, which goes on in the next message; `to` if messages are whole
    int onMessage(NativeBuffer in, int from, int to, Incoming incoming);

    byte[] pong();

    Publish publish(String channel, int publisher);
}

package tidings.cli.bench.wire;

import tidings.cli.bench.system.NativeBuffer;

/// What is said in WebSocket messages.
public sealed interface Dialect permits RawDialect, JsonDialect, ProtobufDialect {
    /// Of the handshake, below the URL's own path.
    String path(Errand errand);

    /// Empty for none.
    String subprotocol();

    boolean isText();

    /// Empty for none.
    byte[] greeting(Errand errand);

    void onMessage(NativeBuffer in, int from, int to, Incoming incoming);

    byte[] pong();

    Publish publish(String channel, int publisher);
}

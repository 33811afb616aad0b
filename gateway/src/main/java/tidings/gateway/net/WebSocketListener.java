package tidings.gateway.net;

/// A session's ears on its WebSocket connection. Everything is called on the connection's loop;
/// nothing is called from within a call to the connection.
///
/// Order: [#onOpen], then messages, drains and stalls in any order, then [#onClosed] once, and
/// nothing after it. What throws closes this connection with 1011, and no other.
public interface WebSocketListener extends OutboxListener {
    void onOpen(WebSocketConnection connection);

    /// A whole message. Text is valid UTF-8.
    ///
    /// @param bytes the message is `[0, length)` of it, on loan: it belongs to the loop and is
    ///     overwritten after the call
    void onMessage(byte[] bytes, int length, boolean text);

    /// What it keeps of messages that came, because what they are part of is not whole yet, or because
    /// they must wait.
    default int heldBytes() {
        return 0;
    }

    /// Whether it takes messages also while its connection isn't read, and keeps what must wait. If
    /// not, that waits in the connection, and is lost when the connection ends.
    default boolean takesWhilePaused() {
        return false;
    }

    /// The socket is read again, after its outbox had paused it; messages that had come before are
    /// next.
    default void onReadingResumed() {}

    /// The peer answered a [WebSocketConnection#ping].
    default void onPong() {}

    /// The conversation is over, whoever ended it; what is sent from now on is dropped.
    ///
    /// @param code what the peer closed with, or what we closed with; 1005 for a close without
    ///     a code, 1006 if the socket broke
    void onClosed(int code);
}

package tidings.gateway.net;

import io.netty.buffer.ByteBuf;

/// A session's ears on a connection that carries a protocol of bytes. Everything is called on the
/// connection's loop; nothing is called from within a call to the connection.
///
/// Order: [#onOpen], then bytes, drains and stalls in any order, perhaps [#onInputEnded] and no more
/// bytes, then [#onClosed] once, and nothing after it. What throws ends this connection, and no other.
public interface ByteListener extends OutboxListener {
    void onOpen(ByteConnection connection);

    /// @param in what came; taken over
    void onBytes(ByteBuf in);

    /// What it keeps of what came, because it is not whole yet.
    int heldBytes();

    /// The socket is read again, after its outbox had paused it: what had come before may wait with
    /// the listener.
    void onReadingResumed();

    /// The peer has shut its side of the socket: it sends nothing more, and may still hear answers. The
    /// listener closes once those are given.
    void onInputEnded();

    /// The conversation is over, whoever ended it; what is sent from now on is dropped.
    void onClosed();
}

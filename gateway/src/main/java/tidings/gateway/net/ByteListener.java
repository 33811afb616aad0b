package tidings.gateway.net;

import io.netty.buffer.ByteBuf;

/// A session's ears on a connection that carries a protocol of bytes. Everything is called on the
/// connection's loop; nothing is called from within a call to the connection.
///
/// Order: [#onOpen], then bytes, drains and stalls in any order, then [#onClosed] once, and
/// nothing after it. What throws ends this connection, and no other.
public interface ByteListener extends OutboxListener {
    void onOpen(ByteConnection connection);

    /// Everything that came and was not taken yet. What is left unread comes again, with more behind
    /// it or once reading is resumed.
    ///
    /// @param in on loan
    void onBytes(ByteBuf in);

    /// The conversation is over, whoever ended it; what is sent from now on is dropped.
    void onClosed();
}

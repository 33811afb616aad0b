package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// A response that goes on: server-sent events and streams of messages.
@OwnedBy(Owner.LOOP)
public final class HttpStream {
    private final HttpConnection connection;
    private final Framing framing;

    HttpStream(HttpConnection connection, Framing framing) {
        this.connection = connection;
        this.framing = framing;
    }

    public NettyLoop loop() {
        return connection.loop();
    }

    /// How content must be framed: as chunks, or not at all for a peer that speaks HTTP/1.0.
    public Framing framing() {
        return framing;
    }

    /// Where frames of [#framing] go.
    public SocketOutbox outbox() {
        return connection.outbox();
    }

    /// Sends content that is not framed yet; takes the buffer over.
    public void sendContent(ByteBuf content) {
        try {
            if (content.isReadable()) {
                ByteBuf out = framing.open(content.alloc(), content.readableBytes());
                out.writeBytes(content);
                outbox().send(framing.seal(out));
            }
        } finally {
            content.release();
        }
    }

    /// Ends the response after what was sent. Says nothing if it is over already.
    public void end() {
        loop().assertInLoop();
        connection.endStream(this);
    }

    /// Ends the connection at once.
    public void drop() {
        loop().assertInLoop();
        connection.dropStream(this);
    }
}

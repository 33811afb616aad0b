package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// A connection that carries a protocol of bytes: the last handler in its pipeline, and what a
/// session holds.
///
/// <pre>
///   OPEN ──close()──► LEAVING ──what was sent is sent, the peer shuts its side, or 1 s──► CLOSED
///     └──drop(), or the socket broke──────────────────────────────────────────────────► CLOSED
/// </pre>
///
/// The listener hears of the end when OPEN is left, once. Never: a call of the listener from
/// within a call of a session.
@OwnedBy(Owner.LOOP)
public final class ByteConnection extends ChannelInboundHandlerAdapter
        implements
            SocketOutbox.Reader,
            Crowd.Newcomer {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private enum Phase {
        OPEN, LEAVING, CLOSED
    }

    private final Channel socket;
    private final ByteListener listener;
    private final AddressCounts addresses;
    private final SocketOutbox outbox;
    private Phase phase = Phase.OPEN;

    ByteConnection(Channel socket, NettyLoop loop, ByteListener listener, AddressCounts addresses,
            OutboxSettings settings) {
        this.socket = socket;
        this.listener = listener;
        this.addresses = addresses;
        this.outbox = new SocketOutbox(socket, loop, this, settings);
        outbox.listener(listener);
    }

    public NettyLoop loop() {
        return outbox.loop();
    }

    /// Where bytes for this connection go, and whether it is read.
    public SocketOutbox outbox() {
        return outbox;
    }

    /// The peer's address, announced by its proxy or the socket's; null if it is gone.
    public @Nullable InetSocketAddress peer() {
        return PeerAddress.of(socket);
    }

    /// Whom the certificate names that the peer has shown and TLS has checked (RFC 2253); null if
    /// there is none. Known from the first byte on.
    public @Nullable String certificateSubject() {
        SslHandler tls = socket.pipeline().get(SslHandler.class);
        if (tls == null || !tls.engine().getNeedClientAuth()) {
            return null;
        }
        try {
            return tls.engine().getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /// The peer has said who it is: it is no newcomer any more.
    public void onIntroduced() {
        loop().crowd().onIntroduced(this);
    }

    @Override
    public void onCrowdedOut() {
        drop();
    }

    /// Sends what was sent before, then ends the connection.
    public void close() {
        loop().assertInLoop();
        if (phase == Phase.OPEN) {
            leaveOpen(Phase.LEAVING);
            Farewell.say(socket, loop(), Unpooled.EMPTY_BUFFER, PATIENCE);
        }
    }

    /// Ends the connection at once.
    public void drop() {
        loop().assertInLoop();
        if (phase == Phase.OPEN) {
            leaveOpen(Phase.CLOSED);
        }
        phase = Phase.CLOSED;
        var _ = socket.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        loop().counters().connectionsOpened++;
        loop().counters().bytesOpened++;
        if (!addresses.join(socket)) {
            loop().counters().addressesRefused++;
            phase = Phase.CLOSED;
            var _ = socket.close();
            return;
        }
        loop().crowd().add(outbox);
        loop().crowd().onArrived(this);
        guarded(() -> listener.onOpen(this));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (phase != Phase.OPEN) {
            in.release();
            return;
        }
        guarded(() -> listener.onBytes(in));
        outbox.onIncomplete(listener.heldBytes());
    }

    @Override
    public void onReadingResumed() {
        if (phase == Phase.OPEN) {
            guarded(listener::onReadingResumed);
            outbox.onIncomplete(listener.heldBytes());
        }
    }

    private void leaveOpen(Phase next) {
        phase = next;
        outbox.close();
        loop().crowd().onIntroduced(this);
        loop().execute(() -> guarded(listener::onClosed));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outbox.onWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelOutputShutdownEvent) {
            outbox.onOutputShut();
        } else if (event instanceof ChannelInputShutdownEvent) {
            onInputEnded();
        } else if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
            close(); // as if the socket had ended
        }
    }

    private void onInputEnded() {
        if (phase == Phase.OPEN) {
            guarded(listener::onInputEnded);
        } else if (Farewell.isSaid(socket)) {
            var _ = socket.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop().counters().connectionsClosed++;
        loop().counters().bytesClosed++;
        if (phase == Phase.OPEN) {
            leaveOpen(Phase.CLOSED);
        }
        phase = Phase.CLOSED;
        outbox.onGone();
    }

    /// The socket failed: a write, a read or a TLS handshake.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Error) {
            loop().onThrown("on a connection", cause);
        }
        drop();
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable t) {
            loop().onThrown("in a session", t);
            drop();
        }
    }
}

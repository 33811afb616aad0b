package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The begin of a connection that comes from a proxy: it must announce for whom, in time and
/// correctly. Alone in the pipeline; then it makes room for those who handle the connection, for
/// whom it only begins here, and gives them what came behind the header.
///
/// <pre>
///   ANNOUNCING ──header──► (gone from the pipeline)
///        └──refused, too slow, crowded out──► CLOSED
/// </pre>
@OwnedBy(Owner.LOOP)
final class Announcement extends ByteToMessageDecoder implements Crowd.Newcomer {
    private final Channel socket;
    private final NettyLoop loop;
    private final Duration patience;
    private final Runnable next;
    private final Timeout timeout = new Timeout();
    /// The proxy's; null if it is gone.
    private @Nullable InetSocketAddress proxy;
    private boolean closed;

    /// @param next adds those who handle the connection to its pipeline
    Announcement(Channel socket, NettyLoop loop, Duration patience, Runnable next) {
        this.socket = socket;
        this.loop = loop;
        this.patience = patience;
        this.next = next;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        proxy = PeerAddress.ofSocket(socket);
        loop.counters().connectionsOpened++;
        loop.crowd().onArrived(this);
        loop.wheel().set(timeout, patience.toMillis());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (closed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        ProxyHeader header;
        try {
            header = ProxyHeader.read(in);
        } catch (MalformedException e) {
            refuse(String.valueOf(e.getMessage()));
            return;
        }
        if (header != null) {
            in.skipBytes(header.bytes());
            onHeader(context, header);
        }
    }

    private void onHeader(ChannelHandlerContext context, ProxyHeader header) {
        leave();
        if (header.source() != null) {
            PeerAddress.announce(socket, header.source());
        }
        try {
            next.run();
        } catch (Throwable t) {
            loop.onThrown("while a connection began", t);
            close();
            return;
        }
        // Whoever is next counts the connection as its own.
        loop.counters().connectionsOpened--;
        context.fireChannelActive();
        context.pipeline().remove(this);
    }

    private void refuse(String why) {
        loop.proxies().onRefused(proxy, why);
        close();
    }

    @Override
    public void onCrowdedOut() {
        close();
    }

    private void close() {
        leave();
        var _ = socket.close();
    }

    private void leave() {
        closed = true;
        loop.wheel().cancel(timeout);
        loop.crowd().onIntroduced(this);
    }

    /// Nothing that is not there already will come.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        super.userEventTriggered(context, event);
        if (event instanceof ChannelInputShutdownEvent && !closed) {
            close();
        }
    }

    /// A proxy that only looks whether somebody listens says nothing and goes.
    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        leave();
        loop.counters().connectionsClosed++;
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Error) {
            loop.onThrown("on a proxy's connection", cause);
        }
        close();
    }

    @OwnedBy(Owner.LOOP)
    private final class Timeout extends Deadline {
        @Override
        protected void onDue() {
            refuse("no whole PROXY header came within " + patience.toMillis() + " ms");
        }
    }
}

package tidings.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import org.jspecify.annotations.Nullable;

/// All that ever handles the bytes of a connection that carries a protocol of its own.
///
/// <pre>
///   socket ─► (TLS) ─► ByteConnection ─► ByteListener
/// </pre>
///
/// Where a proxy connects, an [Announcement] was there alone before the rest.
final class BytePipeline extends ChannelInitializer<Channel> {
    private final Loops loops;
    private final ByteDoor door;
    private final OutboxSettings outbox;
    private final @Nullable TlsKeys tls;
    private final ProxyProtocol proxies;

    BytePipeline(Loops loops, ByteDoor door, OutboxSettings outbox, @Nullable TlsKeys tls,
            ProxyProtocol proxies) {
        this.loops = loops;
        this.door = door;
        this.outbox = outbox;
        this.tls = tls;
        this.proxies = proxies;
    }

    @Override
    protected void initChannel(Channel socket) {
        NettyLoop loop = loops.of(socket.eventLoop());
        proxies.begin(socket, loop, () -> assemble(socket, loop));
    }

    private void assemble(Channel socket, NettyLoop loop) {
        if (tls != null) {
            socket.pipeline().addLast("tls", tls.newHandler(socket.alloc()));
        }
        socket.pipeline().addLast("connection",
                new ByteConnection(socket, loop, door.onConnection(), loops.addresses(), outbox));
    }
}

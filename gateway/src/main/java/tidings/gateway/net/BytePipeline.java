package tidings.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import org.jspecify.annotations.Nullable;

/// All that ever handles the bytes of a connection that carries a protocol of its own.
///
/// <pre>
///   socket ─► (TLS) ─► ByteConnection ─► ByteListener
/// </pre>
final class BytePipeline extends ChannelInitializer<Channel> {
    private final Loops loops;
    private final ByteDoor door;
    private final OutboxSettings outbox;
    private final @Nullable TlsKeys tls;

    BytePipeline(Loops loops, ByteDoor door, OutboxSettings outbox, @Nullable TlsKeys tls) {
        this.loops = loops;
        this.door = door;
        this.outbox = outbox;
        this.tls = tls;
    }

    @Override
    protected void initChannel(Channel socket) {
        if (tls != null) {
            socket.pipeline().addLast("tls", tls.newHandler(socket.alloc()));
        }
        socket.pipeline().addLast("connection",
                new ByteConnection(socket, loops.of(socket.eventLoop()), door.onConnection(),
                        loops.addresses(), outbox));
    }
}

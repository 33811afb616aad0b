package tidings.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import tidings.gateway.net.WebSocketDoor.Answer.Accept;

/// All that ever handles a connection's bytes.
///
/// <pre>
///   HTTP:       socket ─► RequestDecoder ─► HttpConnection ─► HttpHandler
///   WebSocket:  socket ─► WebSocketConnection ─► WebSocketListener
/// </pre>
///
/// Out go complete bytes only, so no handler is in their way. The upgrade is the only change a
/// pipeline ever sees; where a proxy connects, an [Announcement] was there alone before the rest.
final class Pipeline extends ChannelInitializer<Channel> {
    private static final String DECODER = "decoder";
    private static final String CONNECTION = "connection";

    private final Loops loops;
    private final HttpServer server;
    private final ProxyProtocol proxies;

    Pipeline(Loops loops, HttpServer server, ProxyProtocol proxies) {
        this.loops = loops;
        this.server = server;
        this.proxies = proxies;
    }

    @Override
    protected void initChannel(Channel socket) {
        NettyLoop loop = loops.of(socket.eventLoop());
        proxies.begin(socket, loop, () -> assemble(socket, loop, server));
    }

    static void assemble(Channel socket, NettyLoop loop, HttpServer server) {
        HttpConnection connection = new HttpConnection(socket, loop, server);
        socket.pipeline().addLast(DECODER, new RequestDecoder(connection, server.http()))
                .addLast(CONNECTION, connection);
    }

    /// After the 101 was handed over. What the peer sent behind its handshake comes out of the
    /// decoder when that is removed, so the new connection is there before.
    static void upgrade(Channel socket, NettyLoop loop, Accept accept, OutboxSettings outbox) {
        socket.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false); // both sides talk
        WebSocketConnection connection = new WebSocketConnection(socket, loop, accept.listener(),
                accept.settings(), outbox);
        socket.pipeline().replace(CONNECTION, CONNECTION, connection);
        connection.open();
        socket.pipeline().remove(DECODER);
    }
}

package tidings.gateway.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Accepts connections at one or two addresses and spreads them over the loops.
///
/// When the process is out of file descriptors it stops accepting for a while ([AcceptPause]);
/// connections that are open go on.
public final class Listener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());
    private static final int BACKLOG = 4096;
    private static final int PORT_TRIES = 16;

    private final List<Channel> sockets;

    private Listener(List<Channel> sockets) {
        this.sockets = sockets;
    }

    /// Serves HTTP/1.1 and WebSocket.
    ///
    /// @param host `localhost` is both 127.0.0.1 and ::1 (where there is IPv6)
    /// @param port 0 for any free one, the same for both addresses
    /// @param proxies who must announce for whom it connects
    /// @throws ListenException if an address can't be bound
    public static Listener http(Loops loops, String host, int port, Router router,
            OriginPolicy origins, HttpSettings http, OutboxSettings outbox,
            ProxyProtocol proxies) {
        HttpServer server = new HttpServer(router, origins, http, outbox,
                loops.addresses());
        ServerBootstrap bootstrap = bootstrap(loops, new Pipeline(loops, server, proxies),
                outbox, true);
        Listener listener = new Listener(bind(bootstrap, host, port));
        LOG.log(Level.DEBUG, "listening at {0}", listener.addresses());
        return listener;
    }

    /// Serves a protocol of bytes.
    ///
    /// @param door who speaks there
    /// @param tls null for none
    /// @param proxies who must announce for whom it connects, before TLS
    /// @throws ListenException if an address can't be bound
    public static Listener bytes(Loops loops, String host, int port, ByteDoor door,
            OutboxSettings outbox, @Nullable TlsKeys tls, ProxyProtocol proxies) {
        ServerBootstrap bootstrap = bootstrap(loops,
                new BytePipeline(loops, door, outbox, tls, proxies), outbox, tls == null);
        Listener listener = new Listener(bind(bootstrap, host, port));
        LOG.log(Level.DEBUG, "listening at {0}", listener.addresses());
        return listener;
    }

    /// Where it listens, with the real ports.
    public List<InetSocketAddress> addresses() {
        return sockets.stream().map(socket -> (InetSocketAddress) socket.localAddress()).toList();
    }

    public int port() {
        return addresses().getFirst().getPort();
    }

    /// Accepts no more; open connections go on. Waits, so not from a loop.
    @Override
    public void close() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly());
    }

    /// @param halves whether a peer that has shut its side is still answered; within TLS its end is the
    ///     end of both (close_notify says so)
    private static ServerBootstrap bootstrap(Loops loops, ChannelHandler pipeline,
            OutboxSettings outbox, boolean halves) {
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops.group())
                .channel(loops.serverChannel())
                .handler(new ChannelInitializer<ServerChannel>() {
                    @Override
                    protected void initChannel(ServerChannel socket) {
                        socket.pipeline()
                                .addLast(new AcceptPause(socket, loops.of(socket.eventLoop()),
                                        loops.descriptors()));
                    }
                }).option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, halves)
                // else a write that fails would end it with what its peer had said unread
                .childOption(ChannelOption.AUTO_CLOSE, false)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(outbox.lowBytes(), outbox.highBytes()))
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes())
                .childHandler(pipeline);
        ChannelOption<Long> unsentLimit = loops.unsentLimit();
        return unsentLimit == null
                ? bootstrap
                : bootstrap.childOption(unsentLimit, (long) outbox.highBytes());
    }

    private static List<Channel> bind(ServerBootstrap bootstrap, String host, int port) {
        if (!host.equals("localhost")) {
            return List.of(bind(bootstrap, new InetSocketAddress(host, port)));
        }
        List<Channel> bound = new ArrayList<>();
        for (int attempt = 1; bound.isEmpty(); attempt++) {
            bound.add(bind(bootstrap, new InetSocketAddress(loopback(127, 0, 0, 1), port)));
            int same = ((InetSocketAddress) bound.getFirst().localAddress()).getPort();
            try {
                bound.add(bind(bootstrap, new InetSocketAddress(loopback6(), same)));
            } catch (ListenException e) {
                if (e.addressMissing()) {
                    return bound;
                }
                bound.removeFirst().close().awaitUninterruptibly();
                if (port != 0 || attempt == PORT_TRIES) {
                    throw e;
                }
            }
        }
        return bound;
    }

    private static Channel bind(ServerBootstrap bootstrap, InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new ListenException("cannot listen at %s: no such host here; use localhost, "
                    .formatted(address.getHostString()) + "an address of this machine, or 0.0.0.0",
                    null, false);
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (bound.isSuccess()) {
            return bound.channel();
        }
        Throwable cause = bound.cause();
        String where = Addresses.show(address);
        String message = String.valueOf(cause.getMessage());
        if (message.contains("in use")) {
            throw new ListenException("cannot listen at %s: the port is in use; stop what listens "
                    .formatted(where) + "there, or choose another port", cause, false);
        }
        if (message.contains("ermission denied")) {
            throw new ListenException(
                    ("cannot listen at %s: permission denied; choose a port above "
                            + "1023, or grant the process the right to this one").formatted(where),
                    cause,
                    false);
        }
        boolean missing = message.contains("assign requested address")
                || message.contains("not supported") || message.contains("ddress not available");
        throw new ListenException("cannot listen at %s: %s; check host and port"
                .formatted(where, cause instanceof BindException ? message : cause.toString()),
                cause, missing);
    }

    private static InetAddress loopback(int... parts) {
        byte[] address = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            address[i] = (byte) parts[i];
        }
        return IpAddress.of(address);
    }

    private static InetAddress loopback6() {
        int[] parts = new int[16];
        parts[15] = 1;
        return loopback(parts);
    }
}

package tidings.gateway.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.log.FailStop;
import tidings.log.TimeSource;

/// The process's event loops, named `loop-0` and on. Listeners accept on them and connections live
/// on them; there is no other network thread.
public final class Loops implements AutoCloseable {
    /// Sends of a wide fan-out that one system call can take.
    private static final int RING_ENTRIES = 4096;

    static {
        // Read once, when Netty's class is initialised. A multi-shot accept that fails for want of
        // descriptors is repeated by Netty at once, a million times a second, whatever we ask for.
        String multishotAccept = "io.netty.iouring.acceptMultiShotEnabled";
        if (System.getProperty(multishotAccept) == null) {
            System.setProperty(multishotAccept, "false");
        }
    }

    private final Transport transport;
    private final EventLoopGroup group;
    private final List<NettyLoop> all;
    private final AddressCounts addresses;
    private final IdentityHashMap<EventExecutor, NettyLoop> byEventLoop = new IdentityHashMap<>();
    private final DescriptorReserve descriptors = new DescriptorReserve();

    /// Set by [#close], read when a loop has ended.
    private volatile boolean closing;

    private Loops(Transport transport, EventLoopGroup group, List<NettyLoop> all,
            FailStop failStop, AddressCounts addresses) {
        this.addresses = addresses;
        this.transport = transport;
        this.group = group;
        this.all = all;
        for (NettyLoop loop : all) {
            byEventLoop.put(loop.eventLoop(), loop);
            loop.eventLoop().terminationFuture().addListener(_ -> {
                if (!closing) {
                    failStop.stop(loop + " has ended by itself",
                            new IllegalStateException("an event loop died"));
                }
            });
        }
    }

    /// Starts `count` loops.
    ///
    /// @param seed of the loops' random numbers
    /// @param connections what all connections may take together
    /// @throws IllegalStateException if the transport that was asked for does not work here; the
    ///     message says why
    public static Loops start(int count, Transport transport, TimeSource time, FailStop failStop,
            long seed, ConnectionSettings connections) {
        Transport chosen = choose(transport);
        DirectSend.prepare();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(count,
                new DefaultThreadFactory("loop", true), handlerOf(chosen));
        SplittableRandom seeds = new SplittableRandom(seed);
        ConnectionSettings share = connections.share(count);
        List<NettyLoop> all = new ArrayList<>();
        for (EventExecutor executor : group) {
            NettyLoop loop = new NettyLoop(all.size(), (EventLoop) executor, time, failStop,
                    seeds.split(), share);
            executor.execute(() -> Thread.currentThread().setName(loop.toString()));
            all.add(loop);
        }
        return new Loops(chosen, group, List.copyOf(all), failStop,
                new AddressCounts(connections.perAddressMax()));
    }

    public List<NettyLoop> all() {
        return all;
    }

    /// Which transport is in use, never [Transport#AUTO].
    public Transport transport() {
        return transport;
    }

    NettyLoop of(EventLoop eventLoop) {
        NettyLoop loop = byEventLoop.get(eventLoop);
        if (loop == null) {
            throw new IllegalStateException("not one of the process's loops: " + eventLoop);
        }
        return loop;
    }

    AddressCounts addresses() {
        return addresses;
    }

    DescriptorReserve descriptors() {
        return descriptors;
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        return switch (transport) {
            case IO_URING -> IoUringServerSocketChannel.class;
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
            case AUTO -> throw new IllegalStateException("no transport was chosen");
        };
    }

    /// How a connection is told how much the operating system may take before it was sent; null
    /// where it can't be. Without a limit it takes megabytes for each reader that is stuck.
    @Nullable
    ChannelOption<Long> unsentLimit() {
        return switch (transport) {
            case IO_URING -> IoUringChannelOption.TCP_NOTSENT_LOWAT;
            case EPOLL -> EpollChannelOption.TCP_NOTSENT_LOWAT;
            case NIO -> null;
            case AUTO -> throw new IllegalStateException("no transport was chosen");
        };
    }

    /// Ends the loops; what is in their queues still runs. Waits, so not from a loop.
    @Override
    public void close() {
        closing = true;
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        descriptors.close();
    }

    private static Transport choose(Transport transport) {
        return switch (transport) {
            case AUTO -> IoUring.isAvailable()
                    ? Transport.IO_URING
                    : Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
            case IO_URING -> require(transport, "io_uring", IoUring.unavailabilityCause());
            case EPOLL -> require(transport, "epoll", Epoll.unavailabilityCause());
            case NIO -> transport;
        };
    }

    private static Transport require(Transport transport, String name, @Nullable Throwable cause) {
        if (cause != null) {
            throw new IllegalStateException("transport %s does not work here (%s): use `auto`"
                    .formatted(name, rootOf(cause)), cause);
        }
        return transport;
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return cause == null ? thrown : rootOf(cause);
    }

    private static IoHandlerFactory handlerOf(Transport transport) {
        return switch (transport) {
            case IO_URING -> IoUringIoHandler
                    .newFactory(new IoUringIoHandlerConfig().setRingSize(RING_ENTRIES));
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
            case AUTO -> throw new IllegalStateException("no transport was chosen");
        };
    }
}

package tidings.benchmarks.floor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;

/// `FloorServer PORT epoll|io-uring`: one loop on 127.0.0.1. The path is the room; `?pub=1` only
/// publishes; each text message goes to everyone in the room as it is.
public final class FloorServer {
    private static final int BACKLOG = 4096;
    private static final int REQUEST_BYTES = 8 * 1024;

    private FloorServer() {}

    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(args[0]);
        boolean uring = switch (args[1]) {
            case "io-uring" -> true;
            case "epoll" -> false;
            default -> throw new IllegalArgumentException("epoll or io-uring: " + args[1]);
        };
        IoHandlerFactory io = uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory();
        Class<? extends ServerChannel> type = uring
                ? IoUringServerSocketChannel.class
                : EpollServerSocketChannel.class;
        Rooms rooms = new Rooms();
        new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(1, io)).channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(),
                                new HttpObjectAggregator(REQUEST_BYTES), new Member(rooms));
                    }
                }).bind("127.0.0.1", port).sync().channel().closeFuture().sync();
    }
}

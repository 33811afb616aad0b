package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection of a proxy, behind which whatever comes is noted.
final class AnnouncedConnection implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /// What became of one.
    ///
    /// @param peer null if the socket's address is in force
    record Outcome(boolean open, boolean begun, @Nullable InetSocketAddress peer, String bytes) {}

    final EmbeddedLoop embedded = new EmbeddedLoop();
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private boolean begun;

    AnnouncedConnection() {
        embedded.add(new Announcement(embedded.socket, embedded.loop, PATIENCE, this::onHeader));
        embedded.socket.pipeline().fireChannelActive();
    }

    private void onHeader() {
        embedded.socket.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                begun = true;
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf in = (ByteBuf) message;
                byte[] bytes = new byte[in.readableBytes()];
                in.readBytes(bytes).release();
                got.writeBytes(bytes);
            }
        });
    }

    /// Reads of so many bytes each, until it is closed.
    AnnouncedConnection read(byte[] bytes, int step) {
        for (int at = 0; at < bytes.length && embedded.socket.isOpen(); at += step) {
            int count = Math.min(step, bytes.length - at);
            ByteBuf piece = embedded.socket.alloc().heapBuffer(count);
            embedded.socket.writeInbound(piece.writeBytes(bytes, at, count));
            embedded.run();
        }
        return this;
    }

    Outcome outcome() {
        return new Outcome(embedded.socket.isOpen(), begun, PeerAddress.of(embedded.socket),
                got.toString(StandardCharsets.ISO_8859_1));
    }

    List<String> handlers() {
        return List.copyOf(embedded.socket.pipeline().toMap().keySet());
    }

    @Override
    public void close() {
        embedded.close();
        if (!embedded.stops.isEmpty()) {
            throw new AssertionError("it would have stopped", embedded.stops.getFirst());
        }
    }
}

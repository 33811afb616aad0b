package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import tidings.testkit.loop.SimulatedLoop;

/// A socket without an operating system: what the peer sends comes in pieces, what is sent to it
/// fits as far as the wire has room.
public final class SimulatedSocket extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final SimulatedLoop loop;
    private final DefaultChannelConfig config = new SocketConfig();
    private final int wireBytes;
    private final Runnable onSent;
    private final ByteBuf wire = Unpooled.buffer();
    private final ArrayDeque<byte[]> incoming = new ArrayDeque<>();
    private boolean open = true;
    private boolean readAsked;

    SimulatedSocket(SimulatedLoop loop, int wireBytes, Runnable onSent) {
        super(null);
        this.loop = loop;
        this.wireBytes = wireBytes;
        this.onSent = onSent;
    }

    // ---- the peer's end; outside every loop ----

    /// Bytes of the peer, which arrive later.
    public void sendFromPeer(byte[] bytes) {
        loop.execute(() -> {
            if (open) {
                incoming.addLast(bytes);
                deliver();
            }
        });
    }

    /// The peer is gone.
    public void breakFromPeer() {
        loop.execute(() -> {
            var _ = close();
        });
    }

    /// What the peer reads, at most so many bytes.
    public byte[] read(int bytesMax) {
        byte[] bytes = new byte[Math.min(bytesMax, wire.readableBytes())];
        wire.readBytes(bytes).discardReadBytes();
        loop.execute(() -> ((SocketUnsafe) unsafe()).flushAgain());
        return bytes;
    }

    public int readable() {
        return wire.readableBytes();
    }

    /// How much the peer has sent that arrived and was not read, in calls of [#sendFromPeer].
    public int unread() {
        return incoming.size();
    }

    public boolean closed() {
        return !open;
    }

    // ---- the server's end ----

    private void deliver() {
        while (open && readAsked && !incoming.isEmpty()) {
            readAsked = false;
            pipeline().fireChannelRead(Unpooled.wrappedBuffer(incoming.removeFirst()));
            pipeline().fireChannelReadComplete();
        }
    }

    @Override
    protected void doBeginRead() {
        readAsked = true;
        if (!incoming.isEmpty()) {
            loop.execute(this::deliver);
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {
        while (waiting.current() instanceof ByteBuf bytes) {
            int fits = Math.min(bytes.readableBytes(), wireBytes - wire.readableBytes());
            if (fits <= 0 && bytes.isReadable()) {
                return;
            }
            wire.writeBytes(bytes, bytes.readerIndex(), fits);
            waiting.removeBytes(fits);
            if (fits == 0) {
                waiting.remove();
            }
            onSent.run();
        }
    }

    @Override
    protected void doClose() {
        open = false;
        incoming.clear();
        onSent.run();
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new SocketUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop eventLoop) {
        return eventLoop instanceof SimulatedEventLoop;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    private final class SocketConfig extends DefaultChannelConfig {
        private SocketConfig() {
            super(SimulatedSocket.this);
        }

        @Override
        protected void autoReadCleared() {
            readAsked = false;
        }
    }

    private final class SocketUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            throw new UnsupportedOperationException();
        }

        private void flushAgain() {
            if (open) {
                flush0();
            }
        }
    }
}

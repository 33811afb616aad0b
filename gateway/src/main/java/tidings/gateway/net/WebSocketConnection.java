package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.flaw.PlantedFlaw;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// A WebSocket after its handshake: the one handler in its pipeline, and what a session holds.
///
/// <pre>
///   OPEN ──close()──► CLOSING ──peer's close frame, or 5 s──► CLOSED
///     ├──peer's close frame, or what it may not send──► LEAVING ──► CLOSED
///     └──drop(), or the socket broke──────────────────────────────► CLOSED
/// </pre>
///
/// The listener hears of the end when OPEN is left, once. Never: a call of the listener from
/// within a call of a session.
@OwnedBy(Owner.LOOP)
public final class WebSocketConnection extends ChannelInboundHandlerAdapter
        implements
            WebSocketDecoder.Sink,
            SocketOutbox.Reader,
            Crowd.Newcomer {
    private static final int INTERNAL_ERROR = 1011;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int BROKEN = 1006;
    private static final int NO_CODE = 1005;
    private static final int REASON_BYTES_MAX = 123;

    private enum Phase {
        OPEN, CLOSING, LEAVING, CLOSED
    }

    private final Channel socket;
    private final WebSocketListener listener;
    private final WebSocketDecoder decoder;
    private final SocketOutbox outbox;
    private final WebSocketSettings settings;
    /// What the last ping carried, to be answered after this read; null if there was none.
    private byte @Nullable [] pinged;
    private Phase phase = Phase.OPEN;

    WebSocketConnection(Channel socket, NettyLoop loop, WebSocketListener listener,
            WebSocketSettings settings, OutboxSettings outboxSettings) {
        this.socket = socket;
        this.listener = listener;
        this.settings = settings;
        this.decoder = new WebSocketDecoder(this, settings.messageBytesMax());
        this.outbox = new SocketOutbox(socket, loop, this, outboxSettings);
        outbox.listener(listener);
    }

    public NettyLoop loop() {
        return outbox.loop();
    }

    /// Where frames for this connection go, and whether it is read.
    public SocketOutbox outbox() {
        return outbox;
    }

    /// The peer's address, announced by its proxy or the socket's; null if it is gone.
    public @Nullable InetSocketAddress peer() {
        return PeerAddress.of(socket);
    }

    /// What is in the pipeline, to be looked at by tests.
    List<String> handlerNames() {
        return socket.pipeline().names();
    }

    /// The peer has said who it is: it is no newcomer any more.
    public void onIntroduced() {
        loop().crowd().onIntroduced(this);
    }

    @Override
    public void onCrowdedOut() {
        close(TRY_AGAIN_LATER, "too many connections that have not said who they are");
    }

    /// Sends a ping of the WebSocket's own.
    public void ping() {
        if (phase == Phase.OPEN) {
            outbox.send(control(0x89, new byte[0]));
        }
    }

    /// Sends a close frame after what was sent before, and waits a while for the peer's.
    ///
    /// @param reason at most 123 bytes of UTF-8; what is longer is cut at a character
    public void close(int code, String reason) {
        loop().assertInLoop();
        if (phase != Phase.OPEN) {
            return;
        }
        outbox.send(closeFrame(code, reason));
        leaveOpen(Phase.CLOSING, code);
        CloseTimeout timeout = new CloseTimeout();
        loop().wheel().set(timeout, settings.closeTimeout().toMillis());
        var _ = socket.closeFuture().addListener(_ -> loop().wheel().cancel(timeout));
        if (outbox.readingPaused()) {
            socket.config().setAutoRead(true);
            loop().execute(this::onReadingResumed);
        }
    }

    /// Ends the connection at once, without a close frame.
    public void drop() {
        loop().assertInLoop();
        if (phase == Phase.OPEN) {
            leaveOpen(Phase.CLOSED, BROKEN);
        }
        phase = Phase.CLOSED;
        var _ = socket.close();
    }

    /// Tells the listener, before anything that was read.
    void open() {
        loop().counters().webSocketsOpened++;
        loop().crowd().add(outbox);
        loop().crowd().onArrived(this);
        guarded(() -> listener.onOpen(this));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        switch (phase) {
            case OPEN, CLOSING -> decode(in);
            case LEAVING, CLOSED -> in.release();
        }
    }

    @Override
    public void onReadingResumed() {
        if ((phase == Phase.OPEN || phase == Phase.CLOSING)
                && !PlantedFlaw.REST_FORGOTTEN.planted()) {
            if (phase == Phase.OPEN) {
                guarded(listener::onReadingResumed);
            }
            decode(null);
        }
    }

    private void decode(@Nullable ByteBuf in) {
        try {
            if (in != null) {
                decoder.feed(in);
            } else {
                decoder.resume();
            }
        } catch (WebSocketException e) {
            fail(e.code, e.reason);
        } catch (Throwable t) {
            loop().onThrown("while it read a WebSocket", t);
            fail(INTERNAL_ERROR, "internal error");
        }
        answerPing();
        if (phase == Phase.LEAVING || phase == Phase.CLOSED) {
            decoder.release();
        }
        outbox.onIncomplete(decoder.heldBytes() + listener.heldBytes());
    }

    @Override
    public boolean accepts() {
        return switch (phase) {
            case OPEN -> !outbox.readingPaused() || listener.takesWhilePaused();
            case CLOSING -> true;
            case LEAVING, CLOSED -> false;
        };
    }

    @Override
    public void onMessage(byte[] bytes, int length, boolean text) {
        if (phase == Phase.OPEN) {
            listener.onMessage(bytes, length, text);
        }
    }

    /// A peer may ping as often as it likes: all pings of one read get one pong, for the last one
    /// (RFC 6455 §5.5.3 allows it).
    @Override
    public void onPing(byte[] bytes, int length) {
        if (phase == Phase.OPEN) {
            pinged = Arrays.copyOf(bytes, length);
        }
    }

    @Override
    public byte[] scratch(int bytes) {
        return loop().scratch(bytes);
    }

    @Override
    public void onPong() {
        if (phase == Phase.OPEN) {
            listener.onPong();
        }
    }

    @Override
    public void onClose(int code, String reason) {
        if (phase == Phase.CLOSING) {
            phase = Phase.CLOSED;
            var _ = socket.close();
            return;
        }
        ByteBuf echo = code == NO_CODE ? control(0x88, new byte[0]) : closeFrame(code, "");
        leaveOpen(Phase.LEAVING, code);
        Farewell.say(socket, loop(), echo, settings.closeTimeout());
    }

    private void answerPing() {
        byte[] payload = pinged;
        pinged = null;
        if (payload != null && phase == Phase.OPEN) {
            outbox.send(control(0x8a, payload));
        }
    }

    /// The peer broke the protocol, or we broke on what it sent: it is told, and not read again.
    private void fail(int code, String reason) {
        switch (phase) {
            case OPEN -> {
                leaveOpen(Phase.LEAVING, code);
                Farewell.say(socket, loop(), closeFrame(code, reason), settings.closeTimeout());
            }
            case CLOSING -> {
                phase = Phase.CLOSED;
                var _ = socket.close();
            }
            case LEAVING, CLOSED -> {
                // It is on its way out already.
            }
        }
    }

    private void leaveOpen(Phase next, int code) {
        phase = next;
        loop().counters().webSocketsClosed++;
        outbox.close();
        loop().crowd().onIntroduced(this);
        loop().execute(() -> guarded(() -> listener.onClosed(code)));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outbox.onWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelOutputShutdownEvent) {
            outbox.onOutputShut();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop().counters().connectionsClosed++;
        if (phase == Phase.OPEN) {
            leaveOpen(Phase.CLOSED, BROKEN);
        }
        phase = Phase.CLOSED;
        outbox.onGone();
        decoder.release();
    }

    /// The socket failed: a write or a read.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Error) {
            loop().onThrown("on a WebSocket", cause);
        }
        drop();
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable t) {
            loop().onThrown("in a session", t);
            fail(INTERNAL_ERROR, "internal error");
        }
    }

    private static ByteBuf closeFrame(int code, String reason) {
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(utf8.length, REASON_BYTES_MAX);
        while (length < utf8.length && (utf8[length] & 0xc0) == 0x80) {
            length--;
        }
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(utf8, 0, payload, 2, length);
        return control(0x88, payload);
    }

    private static ByteBuf control(int firstByte, byte[] payload) {
        return ByteBufAllocator.DEFAULT.directBuffer(2 + payload.length).writeByte(firstByte)
                .writeByte(payload.length).writeBytes(payload);
    }

    /// The peer did not answer our close frame.
    @OwnedBy(Owner.LOOP)
    private final class CloseTimeout extends Deadline {
        @Override
        protected void onDue() {
            phase = Phase.CLOSED;
            var _ = socket.close();
        }
    }
}

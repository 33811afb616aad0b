package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What leaves a loop at the end of a turn.
@ExtendWith(LeakCheck.class)
class OutgoingTest {
    private static final class CountingFlushes extends ChannelOutboundHandlerAdapter {
        int flushes;
        final List<String> written = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            written.add(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
            var _ = context.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            flushes++;
            context.flush();
        }
    }

    @Test
    void aConnectionIsFlushedOnceATurnWhateverItsTasksSent() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            CountingFlushes counting = new CountingFlushes();
            embedded.add(counting);
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {},
                    Outboxes.SMALL);
            embedded.loop.execute(() -> {
                outbox.send(Outboxes.direct("a"));
                embedded.loop.atTurnEnd(() -> {
                    outbox.send(Outboxes.direct("c"));
                    embedded.loop.execute(() -> outbox.send(Outboxes.direct("d")));
                });
                embedded.loop.execute(() -> {
                    Outboxes.Plain frames = Outboxes.frames(1);
                    assertThat(outbox.offer(frames)).isTrue();
                    frames.release();
                    assertThat(counting.flushes).isZero();
                });
            });
            embedded.run();
            assertThat(counting.flushes).isEqualTo(1);
            assertThat(counting.written).hasSize(1);
            assertThat(counting.written.getFirst()).startsWith("a").endsWith("cd").hasSize(6);
            embedded.loop.execute(() -> outbox.send(Outboxes.direct("e")));
            embedded.run();
            assertThat(counting.flushes).isEqualTo(2);
        }
    }

    /// What a flush makes somebody write, to a connection that was flushed already or was not, leaves,
    /// and in order.
    @Test
    void whatIsWrittenDuringAFlushLeaves() {
        EmbeddedChannel one = new EmbeddedChannel();
        EmbeddedChannel two = new EmbeddedChannel();
        try (TestNet net = new TestNet(new Router())) {
            SocketOutbox first = new SocketOutbox(one, net.loop(), () -> {}, Outboxes.SMALL);
            SocketOutbox second = new SocketOutbox(two, net.loop(), () -> {}, Outboxes.SMALL);
            AtomicInteger flushes = new AtomicInteger();
            one.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
                @Override
                public void flush(ChannelHandlerContext context) {
                    if (flushes.incrementAndGet() == 1) {
                        first.send(Outboxes.direct("b"));
                        second.send(Outboxes.direct("c"));
                    }
                    context.flush();
                }
            });
            for (int turn = 0; turn < 3; turn++) {
                net.inLoop(() -> {
                    flushes.set(0);
                    first.send(Outboxes.direct("a"));
                    return "";
                });
                net.inLoop(() -> {
                    assertThat(Outboxes.text(one)).isEqualTo("a");
                    assertThat(Outboxes.text(one)).isEqualTo("b");
                    assertThat(Outboxes.text(two)).isEqualTo("c");
                    assertThat(first.unsentBytes() + second.unsentBytes()).isZero();
                    return "";
                });
            }
        }
    }

    /// Some take all at once, some a part of it, some are gone before the turn ends: each gets what is
    /// its own, in order.
    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void aTurnForManySendsEachItsOwn(Transport transport) {
        List<EchoListener> listeners = new CopyOnWriteArrayList<>();
        Router router = new Router().webSocket("/ws", (_, _) -> {
            EchoListener listener = new EchoListener();
            listeners.add(listener);
            return new WebSocketDoor.Answer.Accept(null, listener, WebSocketSettings.DEFAULT);
        });
        List<RawPeer> peers = new ArrayList<>();
        try (TestNet net = new TestNet(router, HttpSettings.DEFAULT, OutboxSettings.DEFAULT,
                transport, 1)) {
            for (int i = 0; i < 100; i++) {
                peers.add(new RawPeer(net.listener.port(), 16 * 1024).handshake("/ws"));
            }
            int much = 4 << 20; // more than the system takes for a peer that reads nothing
            net.inLoop(() -> {
                Outboxes.Plain frames = Outboxes.frames(3);
                for (int i = 0; i < 100; i++) {
                    WebSocketConnection connection = listeners.get(i).opened.join();
                    connection.outbox().offer(frames);
                    if (i % 20 == 0) {
                        connection.outbox().send(Outboxes.direct("m".repeat(much)));
                    }
                    connection.outbox().send(Outboxes.direct("number %d.".formatted(i)));
                    if (i % 5 == 4) {
                        connection.drop();
                    }
                }
                frames.release();
                return "";
            });
            for (int i = 0; i < 100; i++) {
                if (i % 5 != 4) {
                    assertThat(peers.get(i).readBytes(5)).startsWith(0x82, 3);
                    if (i % 20 == 0) {
                        assertThat(peers.get(i).readBytes(much)).containsOnly('m');
                    }
                    String last = "number %d.".formatted(i);
                    assertThat(peers.get(i).readBytes(last.length()))
                            .isEqualTo(last.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } finally {
            peers.forEach(RawPeer::close);
        }
    }
}

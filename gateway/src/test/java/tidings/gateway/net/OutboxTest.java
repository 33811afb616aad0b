package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
class OutboxTest {
    /// What is small goes in one buffer; whoever shares a frame sees nothing of what is put behind it.
    @Test
    void whatIsGatheredChangesNobodyElsesFrames() {
        try (EmbeddedLoop one = new EmbeddedLoop(); EmbeddedLoop two = new EmbeddedLoop()) {
            Outboxes.Plain frames = Outboxes.frames(3);
            SocketOutbox talkative = new SocketOutbox(one.socket, one.loop, () -> {},
                    Outboxes.SMALL);
            SocketOutbox quiet = new SocketOutbox(two.socket, two.loop, () -> {}, Outboxes.SMALL);
            talkative.offer(frames);
            talkative.send(Outboxes.direct("x"));
            talkative.send(Outboxes.direct("y".repeat(600)));
            quiet.offer(frames);
            frames.release();
            assertThat(talkative.unsentBytes()).isEqualTo(606);
            one.run();
            two.run();
            assertThat(Outboxes.text(one)).endsWith("x" + "y".repeat(600)).hasSize(606);
            assertThat(Outboxes.text(two)).hasSize(5);
            assertThat(one.socket.<Object>readOutbound()).isNull();
        }
    }

    @Test
    void whatIsLargeIsNotCopied() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {},
                    Outboxes.SMALL);
            ByteBuf first = Outboxes.direct("a".repeat(3_000));
            ByteBuf second = Outboxes.direct("b".repeat(3_000));
            outbox.send(first);
            outbox.send(second);
            outbox.send(Outboxes.direct("c"));
            embedded.run();
            ByteBuf out = embedded.socket.readOutbound();
            assertThat(out.memoryAddress()).isEqualTo(first.memoryAddress());
            out.release();
            out = embedded.socket.readOutbound();
            assertThat(out.memoryAddress()).isEqualTo(second.memoryAddress());
            out.release();
            assertThat(Outboxes.text(embedded)).isEqualTo("c");
        }
    }

    /// However much is sent in a turn, and however little the peer's system takes of it at a time.
    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void bytesArriveInTheOrderInWhichTheyWereSent(Transport transport) {
        EchoListener listener = new EchoListener();
        SplittableRandom random = new SplittableRandom(7);
        try (TestNet net = Outboxes.net(listener, Outboxes.SMALL, transport);
                RawPeer peer = new RawPeer(net.listener.port(), 64 * 1024).handshake("/ws")) {
            SocketOutbox outbox = listener.opened.join().outbox();
            long sent = 0;
            long read = 0;
            for (int turn = 0; turn < 80; turn++) {
                List<ByteBuf> pieces = new ArrayList<>();
                for (int n = random.nextInt(1, 5); n > 0; n--) {
                    int bytes = random.nextInt(1, random.nextInt(4) == 0 ? 20_000 : 900);
                    ByteBuf piece = ByteBufAllocator.DEFAULT.directBuffer(bytes);
                    for (int i = 0; i < bytes; i++) {
                        piece.writeByte((int) (sent++ % 251));
                    }
                    pieces.add(piece);
                }
                net.inLoop(() -> {
                    pieces.forEach(outbox::send);
                    return "";
                });
                int take = random.nextInt(3) == 0 ? 0 : (int) Math.min(sent - read, 6_000);
                read = readCounted(peer, read, take);
            }
            readCounted(peer, read, (int) (sent - read));
            assertThat(net.inLoop(outbox::unsentBytes)).isZero();
        }
    }

    private static long readCounted(RawPeer peer, long from, int bytes) {
        byte[] expected = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            expected[i] = (byte) ((from + i) % 251);
        }
        assertThat(peer.readBytes(bytes)).isEqualTo(expected);
        return from + bytes;
    }

    /// The last one who has a frame may put more behind it without copying it.
    @Test
    void whoHasItAloneGoesOnInTheSameBuffer() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            Outboxes.Plain frames = Outboxes.frames(3);
            ByteBuf content = frames.share();
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {},
                    Outboxes.SMALL);
            outbox.offer(frames);
            frames.release();
            content.release();
            outbox.send(Outboxes.direct("x"));
            embedded.run();
            ByteBuf sent = embedded.socket.readOutbound();
            assertThat(sent.toString(StandardCharsets.US_ASCII)).endsWith("x").hasSize(6);
            assertThat(content.refCnt()).isEqualTo(1);
            sent.release();
            assertThat(content.refCnt()).isZero();
        }
    }

    @Test
    void afterTheEndAnythingIsTakenAndDropped() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {},
                    Outboxes.SMALL);
            outbox.close();
            Outboxes.Plain frames = Outboxes.frames(3);
            assertThat(outbox.offer(frames)).isTrue();
            assertThat(outbox.full()).isFalse();
            frames.release();
            ByteBuf sent = Outboxes.direct("a");
            outbox.send(sent);
            assertThat(sent.refCnt()).isZero();
            embedded.run();
            assertThat(embedded.socket.<Object>readOutbound()).isNull();
        }
    }

    /// A peer that does not read, then does.
    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void aFullOutboxRefusesAndSaysOnceWhenItHasDrained(Transport transport) {
        EchoListener listener = new EchoListener();
        try (TestNet net = Outboxes.net(listener, Outboxes.SMALL, transport);
                RawPeer peer = new RawPeer(net.listener.port(), 4096).handshake("/ws")) {
            SocketOutbox outbox = listener.opened.join().outbox();
            int accepted = fill(net, outbox, 4000);
            assertThat(net.inLoop(outbox::full)).isTrue();
            if (net.loops.transport() != Transport.NIO) {
                // Left to itself the operating system takes nearly three megabytes.
                assertThat(accepted * 4000).isLessThan(128 * 1024);
            }
            assertThat(net.inLoop(outbox::unsentBytes)).isBetween(1L, 16L * 1024);
            assertThat(net.inLoop(outbox::readingPaused)).isFalse();
            int drainsBefore = listener.events.size();
            for (int i = 0; i < accepted; i++) {
                assertThat(peer.readFrame().payload()).hasSize(4000);
            }
            await().until(() -> listener.events.size() > drainsBefore);
            assertThat(listener.events).hasSize(drainsBefore + 1).endsWith("drained");
            assertThat(net.inLoop(outbox::full)).isFalse();
        }
    }

    /// A peer that asks and asks and reads nothing.
    @Test
    void whileTooMuchWaitsThePeerIsNotRead() {
        EchoListener listener = new EchoListener();
        try (TestNet net = Outboxes.net(listener, Outboxes.SMALL, Transport.AUTO);
                RawPeer peer = new RawPeer(net.listener.port(), 4096).handshake("/ws")) {
            SocketOutbox outbox = listener.opened.join().outbox();
            byte[] question = RawPeer.frame(0x82, new byte[1000]);
            Thread asker = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 8_000; i++) {
                    peer.send(question);
                }
            });
            await().until(() -> net.inLoop(outbox::readingPaused));
            assertThat(net.inLoop(outbox::unsentBytes)).isLessThan(80L * 1024);
            for (int i = 0; i < 8_000; i++) {
                assertThat(peer.readFrame().payload()).hasSize(1000);
            }
            await().until(() -> !net.inLoop(outbox::readingPaused));
            assertThat(asker.isAlive()).isFalse();
        }
    }

    @Test
    void whatWasReadBeforeAPauseComesBeforeTheSocketIsReadAgain() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            List<String> events = new ArrayList<>();
            AtomicReference<SocketOutbox> paused = new AtomicReference<>();
            AtomicBoolean again = new AtomicBoolean(true);
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {
                events.add("resumed, the socket is "
                        + (embedded.socket.config().isAutoRead() ? "read" : "not read"));
                if (again.getAndSet(false)) {
                    paused.get().pauseReading();
                }
            }, Outboxes.SMALL);
            paused.set(outbox);
            outbox.pauseReading();
            outbox.resumeReading();
            embedded.run();
            assertThat(events).containsExactly("resumed, the socket is not read");
            assertThat(embedded.socket.config().isAutoRead()).isFalse();
            outbox.resumeReading();
            embedded.run();
            assertThat(events).hasSize(2).endsWith("resumed, the socket is not read");
            assertThat(embedded.socket.config().isAutoRead()).isTrue();
            outbox.close();
        }
    }

    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void aPeerThatTakesNothingIsStalled(Transport transport) {
        OutboxSettings hasty = new OutboxSettings(8 * 1024, 2 * 1024, Duration.ofSeconds(1));
        EchoListener stuck = new EchoListener();
        try (TestNet net = Outboxes.net(stuck, hasty, transport);
                RawPeer peer = new RawPeer(net.listener.port(), 4096).handshake("/ws")) {
            SocketOutbox outbox = stuck.opened.join().outbox();
            fill(net, outbox, 60_000);
            await().until(() -> stuck.events.contains("stalled"));
            assertThat(net.inLoop(() -> net.loop().counters().stalls)).isPositive();
            net.inLoop(() -> {
                stuck.opened.join().drop();
                return "";
            });
            assertThat(peer.socket.isConnected()).isTrue();
        }
    }

    /// Whoever waits may have asked, and offered nothing.
    @Test
    void whoFoundItFullIsToldOnceThereIsRoom() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            embedded.socket.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 100));
            AtomicInteger drained = new AtomicInteger();
            AtomicBoolean stuck = new AtomicBoolean(true);
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {},
                    new OutboxSettings(100, 10, Duration.ofSeconds(3)));
            outbox.listener(new OutboxListener() {
                @Override
                public void onDrained() {
                    drained.incrementAndGet();
                }

                @Override
                public void onStalled() {
                    throw new AssertionError("it is not looked at for so long");
                }
            });
            embedded.add(new ChannelOutboundHandlerAdapter() {
                @Override
                public void flush(ChannelHandlerContext context) {
                    if (!stuck.get()) {
                        context.flush();
                    }
                }
            });
            embedded.loop.execute(() -> outbox.send(Outboxes.direct("x".repeat(200))));
            embedded.run();
            outbox.onWritabilityChanged();
            assertThat(outbox.full()).isTrue();
            stuck.set(false);
            embedded.socket.flush();
            outbox.onWritabilityChanged();
            embedded.run();
            assertThat(drained).hasValue(1);
            outbox.onWritabilityChanged();
            embedded.run();
            assertThat(drained).hasValue(1);
            outbox.close();
            ByteBuf sent = embedded.socket.readOutbound();
            sent.release();
        }
    }

    @Test
    void progressWithinTheTimeoutIsNoStall() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            embedded.socket.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 100));
            List<String> events = new ArrayList<>();
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {},
                    new OutboxSettings(100, 10, Duration.ofSeconds(3)));
            outbox.listener(new OutboxListener() {
                @Override
                public void onDrained() {
                    events.add("drained");
                }

                @Override
                public void onStalled() {
                    events.add("stalled");
                }
            });
            // Not flushed, so nothing ever leaves.
            embedded.add(new ChannelOutboundHandlerAdapter() {
                @Override
                public void flush(ChannelHandlerContext context) {
                    // The peer takes nothing.
                }
            });
            // What waits at the end fails, as it must.
            embedded.add(new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    events.add("failed");
                }
            });
            embedded.loop.execute(() -> outbox.send(Outboxes.direct("x".repeat(200))));
            embedded.run();
            outbox.onWritabilityChanged();
            assertThat(outbox.full()).isTrue();
            assertThat(outbox.readingPaused()).isTrue();
            embedded.pass(2_500);
            assertThat(events).isEmpty();
            // More that waits is no progress.
            embedded.loop.execute(() -> outbox.send(Outboxes.direct("ping")));
            embedded.pass(1_200);
            assertThat(events).containsExactly("stalled");
            embedded.pass(3_500);
            assertThat(events).containsExactly("stalled", "stalled");
            outbox.close();
        }
    }

    /// Offers until nothing is taken any more, also after a while: a socket may still be taking
    /// what it was given when it first refuses.
    ///
    /// @return how many offers were taken
    private static int fill(TestNet net, SocketOutbox outbox, int bytes) {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger refusedInARow = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(2)).until(() -> {
            int now = net.inLoop(() -> offerUntilRefused(outbox, bytes));
            taken.addAndGet(now);
            return now > 0 ? refusedInARow.getAndSet(0) < 0 : refusedInARow.incrementAndGet() > 50;
        });
        return taken.get();
    }

    private static int offerUntilRefused(SocketOutbox outbox, int bytes) {
        Outboxes.Plain frames = Outboxes.frames(bytes);
        int taken = 0;
        while (taken < 100 && outbox.offer(frames)) {
            taken++;
        }
        frames.release();
        return taken;
    }
}

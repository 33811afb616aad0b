package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.core.fanout.MemberEvent;
import tidings.log.Message;
import tidings.log.PayloadKind;

@ExtendWith(LeakCheck.class)
class OutboxTest {
    static final OutboxSettings SMALL = new OutboxSettings(8 * 1024, 2 * 1024,
            Duration.ofSeconds(30));

    /// Payloads one after another.
    private static final class Plain extends TurnBuffer {
        Plain(Framing framing) {
            super(framing);
        }

        @Override
        protected void write(ByteBuf out, boolean first, Message message, long offset) {
            out.writeBytes(message.payload());
        }

        @Override
        protected void write(ByteBuf out, boolean first, MemberEvent event) {
            out.writeByte('m');
        }
    }

    private static Message message(int bytes) {
        return new Message(new byte[bytes], PayloadKind.BYTES, null, Map.of(), null);
    }

    private static Plain frames(int bytes) {
        Plain frames = new Plain(Framing.WEBSOCKET_BINARY);
        assertThat(frames.add(message(bytes), 1)).isTrue();
        return frames;
    }

    static ByteBuf direct(String text) {
        return ByteBufAllocator.DEFAULT.directBuffer()
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

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
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {}, SMALL);
            embedded.loop.execute(() -> {
                outbox.send(direct("a"));
                embedded.loop.atTurnEnd(() -> {
                    outbox.send(direct("c"));
                    embedded.loop.execute(() -> outbox.send(direct("d")));
                });
                embedded.loop.execute(() -> {
                    Plain frames = frames(1);
                    assertThat(outbox.offer(frames)).isTrue();
                    frames.release();
                    assertThat(counting.flushes).isZero();
                });
            });
            embedded.run();
            assertThat(counting.flushes).isEqualTo(1);
            assertThat(counting.written).hasSize(1);
            assertThat(counting.written.getFirst()).startsWith("a").endsWith("cd").hasSize(6);
            embedded.loop.execute(() -> outbox.send(direct("e")));
            embedded.run();
            assertThat(counting.flushes).isEqualTo(2);
        }
    }

    /// What is small goes in one buffer; whoever shares a frame sees nothing of what is put behind it.
    @Test
    void whatIsGatheredChangesNobodyElsesFrames() {
        try (EmbeddedLoop one = new EmbeddedLoop(); EmbeddedLoop two = new EmbeddedLoop()) {
            Plain frames = frames(3);
            SocketOutbox talkative = new SocketOutbox(one.socket, one.loop, () -> {}, SMALL);
            SocketOutbox quiet = new SocketOutbox(two.socket, two.loop, () -> {}, SMALL);
            talkative.offer(frames);
            talkative.send(direct("x"));
            talkative.send(direct("y".repeat(600)));
            quiet.offer(frames);
            frames.release();
            assertThat(talkative.unsentBytes()).isEqualTo(606);
            one.run();
            two.run();
            assertThat(text(one)).endsWith("x" + "y".repeat(600)).hasSize(606);
            assertThat(text(two)).hasSize(5);
            assertThat(one.socket.<Object>readOutbound()).isNull();
        }
    }

    @Test
    void whatIsLargeIsNotCopied() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {}, SMALL);
            ByteBuf first = direct("a".repeat(3_000));
            ByteBuf second = direct("b".repeat(3_000));
            outbox.send(first);
            outbox.send(second);
            outbox.send(direct("c"));
            embedded.run();
            ByteBuf out = embedded.socket.readOutbound();
            assertThat(out.memoryAddress()).isEqualTo(first.memoryAddress());
            out.release();
            out = embedded.socket.readOutbound();
            assertThat(out.memoryAddress()).isEqualTo(second.memoryAddress());
            out.release();
            assertThat(text(embedded)).isEqualTo("c");
        }
    }

    private static String text(EmbeddedLoop embedded) {
        return text(embedded.socket);
    }

    private static String text(EmbeddedChannel socket) {
        ByteBuf out = socket.readOutbound();
        String text = out.toString(StandardCharsets.ISO_8859_1);
        out.release();
        return text;
    }

    /// However much is sent in a turn, and however little the peer's system takes of it at a time.
    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void bytesArriveInTheOrderInWhichTheyWereSent(Transport transport) {
        EchoListener listener = new EchoListener();
        SplittableRandom random = new SplittableRandom(7);
        try (TestNet net = net(listener, SMALL, transport);
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

    @Test
    void framesAreSharedAndReleasedByTheLast() {
        try (EmbeddedLoop one = new EmbeddedLoop(); EmbeddedLoop two = new EmbeddedLoop()) {
            Plain frames = frames(3);
            new SocketOutbox(one.socket, one.loop, () -> {}, SMALL).offer(frames);
            new SocketOutbox(two.socket, two.loop, () -> {}, SMALL).offer(frames);
            frames.release();
            one.run();
            two.run();
            ByteBuf first = one.socket.readOutbound();
            ByteBuf second = two.socket.readOutbound();
            assertThat(first.readableBytes()).isEqualTo(5);
            assertThat(first.memoryAddress()).isEqualTo(second.memoryAddress());
            assertThat(first.release()).isFalse();
            assertThat(second.release()).isTrue();
        }
    }

    /// More than are counted at a time, and some of them put more behind what they share.
    @Test
    void framesAreReleasedByTheLastOfMany() {
        List<EmbeddedLoop> loops = IntStream.range(0, 150).mapToObj(_ -> new EmbeddedLoop())
                .toList();
        Plain frames = frames(3);
        ByteBuf content = frames.share();
        List<SocketOutbox> outboxes = loops.stream()
                .map(each -> new SocketOutbox(each.socket, each.loop, () -> {}, SMALL)).toList();
        outboxes.forEach(each -> assertThat(each.offer(frames)).isTrue());
        frames.release();
        content.release();
        for (int i = 0; i < outboxes.size(); i += 2) {
            outboxes.get(i).send(direct("x"));
        }
        for (int i = 0; i < loops.size(); i++) {
            assertThat(content.refCnt()).isPositive();
            loops.get(i).run();
            assertThat(text(loops.get(i))).hasSize(i % 2 == 0 ? 6 : 5);
        }
        assertThat(content.refCnt()).isZero();
        loops.forEach(EmbeddedLoop::close);
    }

    /// The last one who has a frame may put more behind it without copying it.
    @Test
    void whoHasItAloneGoesOnInTheSameBuffer() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            Plain frames = frames(3);
            ByteBuf content = frames.share();
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {}, SMALL);
            outbox.offer(frames);
            frames.release();
            content.release();
            outbox.send(direct("x"));
            embedded.run();
            ByteBuf sent = embedded.socket.readOutbound();
            assertThat(sent.toString(StandardCharsets.US_ASCII)).endsWith("x").hasSize(6);
            assertThat(content.refCnt()).isEqualTo(1);
            sent.release();
            assertThat(content.refCnt()).isZero();
        }
    }

    /// What a flush makes somebody write, to a connection that was flushed already or was not, leaves,
    /// and in order.
    @Test
    void whatIsWrittenDuringAFlushLeaves() {
        EmbeddedChannel one = new EmbeddedChannel();
        EmbeddedChannel two = new EmbeddedChannel();
        try (TestNet net = new TestNet(new Router())) {
            SocketOutbox first = new SocketOutbox(one, net.loop(), () -> {}, SMALL);
            SocketOutbox second = new SocketOutbox(two, net.loop(), () -> {}, SMALL);
            AtomicInteger flushes = new AtomicInteger();
            one.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
                @Override
                public void flush(ChannelHandlerContext context) {
                    if (flushes.incrementAndGet() == 1) {
                        first.send(direct("b"));
                        second.send(direct("c"));
                    }
                    context.flush();
                }
            });
            for (int turn = 0; turn < 3; turn++) {
                net.inLoop(() -> {
                    flushes.set(0);
                    first.send(direct("a"));
                    return "";
                });
                net.inLoop(() -> {
                    assertThat(text(one)).isEqualTo("a");
                    assertThat(text(one)).isEqualTo("b");
                    assertThat(text(two)).isEqualTo("c");
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
                Plain frames = frames(3);
                for (int i = 0; i < 100; i++) {
                    WebSocketConnection connection = listeners.get(i).opened.join();
                    connection.outbox().offer(frames);
                    if (i % 20 == 0) {
                        connection.outbox().send(direct("m".repeat(much)));
                    }
                    connection.outbox().send(direct("number %d.".formatted(i)));
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

    @Test
    void afterTheEndAnythingIsTakenAndDropped() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            SocketOutbox outbox = new SocketOutbox(embedded.socket, embedded.loop, () -> {}, SMALL);
            outbox.close();
            Plain frames = frames(3);
            assertThat(outbox.offer(frames)).isTrue();
            assertThat(outbox.full()).isFalse();
            frames.release();
            ByteBuf sent = direct("a");
            outbox.send(sent);
            assertThat(sent.refCnt()).isZero();
            embedded.run();
            assertThat(embedded.socket.<Object>readOutbound()).isNull();
        }
    }

    @Test
    void aTurnBufferIsCappedButTakesAnyFirstMessage() {
        Plain frames = new Plain(Framing.NONE);
        assertThat(frames.add(message(200_000), 1)).isTrue();
        assertThat(frames.add(message(0), 2)).isFalse();
        frames.release();
        Plain many = new Plain(Framing.NONE);
        int added = 0;
        while (many.add(message(1000), added + 1)) {
            added++;
        }
        assertThat(added).isEqualTo(65);
        ByteBuf share = many.share();
        assertThat(share.readableBytes()).isEqualTo(65_000);
        assertThat(many.add(message(1), 1)).isFalse();
        share.release();
        many.release();
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void framesSayHowLongTheirContentIs(Framing framing) {
        for (int length : new int[]{1, 9, 15, 16, 125, 126, 127, 255, 256, 65_535, 65_536,
                70_000}) {
            ByteBuf out = framing.open(ByteBufAllocator.DEFAULT, 1).writeZero(length);
            framing.seal(out);
            byte[] bytes = io.netty.buffer.ByteBufUtil.getBytes(out);
            out.release();
            String hex = Integer.toHexString(length);
            int header = switch (framing) {
                case WEBSOCKET_TEXT, WEBSOCKET_BINARY ->
                    length < 126 ? 2 : length < 65_536 ? 4 : 10;
                case CHUNK -> hex.length() + 2;
                case NONE -> 0;
            };
            int trailer = framing == Framing.CHUNK ? 2 : 0;
            assertThat(bytes).hasSize(header + length + trailer);
            switch (framing) {
                case WEBSOCKET_TEXT -> assertThat(bytes[0]).isEqualTo((byte) 0x81);
                case WEBSOCKET_BINARY -> assertThat(bytes[0]).isEqualTo((byte) 0x82);
                case CHUNK -> assertThat(new String(bytes, 0, header, StandardCharsets.US_ASCII))
                        .isEqualTo(hex + "\r\n");
                case NONE -> {
                }
            }
        }
    }

    /// A peer that does not read, then does.
    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void aFullOutboxRefusesAndSaysOnceWhenItHasDrained(Transport transport) {
        EchoListener listener = new EchoListener();
        try (TestNet net = net(listener, SMALL, transport);
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
        try (TestNet net = net(listener, SMALL, Transport.AUTO);
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
            }, SMALL);
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
        try (TestNet net = net(stuck, hasty, transport);
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
            embedded.loop.execute(() -> outbox.send(direct("x".repeat(200))));
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
            embedded.loop.execute(() -> outbox.send(direct("x".repeat(200))));
            embedded.run();
            outbox.onWritabilityChanged();
            assertThat(outbox.full()).isTrue();
            assertThat(outbox.readingPaused()).isTrue();
            embedded.pass(2_500);
            assertThat(events).isEmpty();
            // More that waits is no progress.
            embedded.loop.execute(() -> outbox.send(direct("ping")));
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
        Plain frames = frames(bytes);
        int taken = 0;
        while (taken < 100 && outbox.offer(frames)) {
            taken++;
        }
        frames.release();
        return taken;
    }

    static TestNet net(EchoListener listener, OutboxSettings outbox, Transport transport) {
        return new TestNet(
                new Router().webSocket("/ws",
                        (_, _) -> new WebSocketDoor.Answer.Accept(null, listener,
                                WebSocketSettings.DEFAULT)),
                HttpSettings.DEFAULT, outbox, transport, 1);
    }
}

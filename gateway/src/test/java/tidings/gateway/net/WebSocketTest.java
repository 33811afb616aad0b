package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tidings.gateway.net.RawPeer.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// A text block would hide which line ends are CRLF.
@SuppressWarnings("StringConcatToTextBlock")
@ExtendWith(LeakCheck.class)
class WebSocketTest {
    private final BlockingQueue<EchoListener> listeners = new LinkedBlockingQueue<>();
    private Supplier<EchoListener> next = EchoListener::new;
    private final List<Exchange> held = new CopyOnWriteArrayList<>();
    private final TestNet net = new TestNet(new Router().exact("/hold", List.of("GET"),
            held::add).webSocket("/ws", (request, offered) -> {
                if (request.query().get("no") != null) {
                    return new WebSocketDoor.Answer.Refuse(Response.text(401, "not you"));
                }
                EchoListener listener = next.get();
                listeners.add(listener);
                return new WebSocketDoor.Answer.Accept(offered.contains("b") ? "b" : null, listener,
                        new WebSocketSettings(1000, Duration.ofMillis(500)));
            }));

    @AfterEach
    void stop() {
        net.close();
    }

    private EchoListener listener() throws InterruptedException {
        EchoListener listener = listeners.poll(10, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(listener).isNotNull();
        return java.util.Objects.requireNonNull(listener);
    }

    private RawPeer open() {
        return net.connect().handshake("/ws");
    }

    @Test
    void theHandshakeAnswersTheKeyAndNamesASubprotocolOnlyIfOneWasChosen() {
        try (RawPeer peer = net.connect(); RawPeer other = net.connect()) {
            String head = peer.sendHandshake("/ws", "Sec-WebSocket-Protocol: a, b\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate\r\n").readHead();
            assertThat(head).startsWith("HTTP/1.1 101 ")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
                            "Sec-WebSocket-Protocol: b\r\n")
                    .doesNotContain("Extensions", "Content-Length");
            assertThat(other.sendHandshake("/ws", "").readHead()).doesNotContain("-Protocol");
        }
    }

    @Test
    void whatIsNoHandshakeIsRefused() {
        assertThat(ask("GET /ws HTTP/1.1\r\nHost: localhost\r\n")).startsWith("HTTP/1.1 426 ")
                .contains("Upgrade: websocket");
        assertThat(ask("POST /ws HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"))
                .startsWith("HTTP/1.1 405 ");
        String upgrade = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: WebSocket\r\n"
                + "Connection: upgrade\r\n";
        assertThat(ask(upgrade + "Sec-WebSocket-Version: 8\r\n")).startsWith("HTTP/1.1 426 ")
                .contains("Sec-WebSocket-Version: 13");
        for (String key : new String[]{"", "x", "AAAA", "dGhlIHNhbXBsZSBub25jZQ", "=="}) {
            assertThat(ask(
                    upgrade + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n"))
                    .as(key).startsWith(key.startsWith("dGhl") ? "HTTP/1.1 101" : "HTTP/1.1 400 ");
        }
        try (RawPeer peer = net.connect()) {
            peer.sendHandshake("/ws?no", "");
            assertThat(peer.readResponse()).startsWith("HTTP/1.1 401 ").endsWith("not you\n");
        }
    }

    private String ask(String head) {
        try (RawPeer peer = net.connect()) {
            return peer.send(head + "\r\n").readHead();
        }
    }

    @Test
    void whatFollowsTheHandshakeInTheSamePacketIsNotLost() {
        try (RawPeer peer = net.connect()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(frame(0x81, "early".getBytes(StandardCharsets.US_ASCII)));
            peer.send(bytes.toByteArray());
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(peer.readFrame().text()).isEqualTo("early");
        }
    }

    @Test
    void aHandshakeBehindAnUnansweredRequestIsAnsweredInItsTurnAndThenRead() {
        try (RawPeer peer = net.connect()) {
            peer.get("/hold").sendHandshake("/ws", "");
            answerHeld();
            assertThat(peer.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(peer.text("after").readFrame().text()).isEqualTo("after");
        }
    }

    private void answerHeld() {
        await().until(() -> held.size() == 1);
        held.removeFirst().respond(Response.text(200, "held"));
    }

    /// While the handshake waits, what follows is read as a request.
    @ParameterizedTest
    @ValueSource(strings = {"POST /hold HTTP/1.1~Host: localhost~Content-Length: 12000~~xx",
            "GET /hold HTTP/1.1~Host: localhost~~", "GET /hold HTTP/1.1~Host: loc", "no~~",
            "\u0081\u0085maskearly"})
    void p7_nothingMayFollowAHandshakeThatWaits(String following) {
        try (RawPeer peer = net.connect()) {
            // Much is read at a time after this.
            peer.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12000\r\n\r\n"
                    + "x".repeat(12_000)).readResponse();
            peer.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                    + following.replace("~", "\r\n").replace("xx", "x".repeat(12_000)));
            answerHeld();
            assertThat(peer.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(peer.readTextToEnd()).startsWith("HTTP/1.1 400 ").contains("handshake");
            assertThat(listeners).isEmpty();
        }
    }

    @Test
    void onlyOneHandlerIsLeftAfterTheUpgrade() throws InterruptedException {
        try (RawPeer peer = open()) {
            WebSocketConnection connection = listener().opened.join();
            peer.text("x").readFrame();
            List<String> names = net.inLoop(() -> connection.handlerNames());
            assertThat(names).hasSize(2).contains("connection");
        }
    }

    @Test
    void pingsAreAnsweredWithTheLastOfARead() {
        try (RawPeer peer = open()) {
            ByteArrayOutputStream flood = new ByteArrayOutputStream();
            for (int i = 0; i < 1000; i++) {
                flood.writeBytes(frame(0x89, new byte[]{(byte) (i >> 8), (byte) i}));
            }
            peer.send(flood.toByteArray());
            int pongs = 0;
            RawPeer.Frame pong;
            do {
                pong = peer.readFrame();
                assertThat(pong.first()).isEqualTo(0x8a);
                pongs++;
            } while (pong.payload()[0] != 3 || pong.payload()[1] != (byte) 999);
            assertThat(pongs).isLessThan(1000);
        }
    }

    @Test
    void aCloseIsAnsweredAndThenTheSocketIsShut() throws InterruptedException {
        try (RawPeer peer = open()) {
            EchoListener listener = listener();
            peer.send(frame(0x88, new byte[]{0x0f, (byte) 0xa0, 'x'}));
            assertThat(peer.readFrame().closeCode()).isEqualTo(4000);
            assertThat(peer.readToEnd()).isEmpty();
            assertThat(listener.closed.join()).isEqualTo(4000);
        }
        try (RawPeer peer = open()) {
            EchoListener listener = listener();
            peer.send(frame(0x88, new byte[0]));
            assertThat(peer.readFrame().payload()).isEmpty();
            assertThat(listener.closed.join()).isEqualTo(1005);
        }
    }

    @Test
    void closingSendsTheReasonAfterWhatWasSentAndWaitsForThePeer() throws InterruptedException {
        try (RawPeer peer = open()) {
            EchoListener listener = listener();
            WebSocketConnection connection = listener.opened.join();
            net.inLoop(() -> {
                listener.onMessage("last".getBytes(StandardCharsets.US_ASCII), 4, true);
                connection.close(3001, "é".repeat(100));
                assertThat(listener.events).doesNotContain("closed 3001");
                connection.close(3002, "ignored");
                listener.onMessage(new byte[1], 1, true);
                return "";
            });
            assertThat(peer.readFrame().text()).isEqualTo("last");
            RawPeer.Frame close = peer.readFrame();
            assertThat(close.closeCode()).isEqualTo(3001);
            assertThat(close.payload()).hasSize(2 + 122);
            peer.text("not read any more").send(frame(0x88, new byte[]{0x0b, (byte) 0xb9}));
            assertThat(peer.readToEnd()).isEmpty();
            assertThat(listener.events).containsExactly("open", "closed 3001");
        }
    }

    @Test
    void aPeerThatDoesNotAnswerACloseIsDropped() throws InterruptedException {
        try (RawPeer peer = open()) {
            WebSocketConnection connection = listener().opened.join();
            net.inLoop(() -> {
                connection.close(3001, "shutdown");
                return "";
            });
            assertThat(peer.readFrame().closeCode()).isEqualTo(3001);
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void droppingSendsNoCloseFrame() throws InterruptedException {
        try (RawPeer peer = open()) {
            EchoListener listener = listener();
            WebSocketConnection connection = listener.opened.join();
            net.inLoop(() -> {
                connection.drop();
                return "";
            });
            assertThat(peer.readToEnd()).isEmpty();
            assertThat(listener.closed.join()).isEqualTo(1006);
        }
    }

    @Test
    void violationsAreToldWithTheirCode() throws InterruptedException {
        violation(1002, new byte[]{(byte) 0x81, 1, 'a'});
        violation(1007, frame(0x81, new byte[]{(byte) 0xff}));
        violation(1009, frame(0x81, new byte[1001]));
    }

    private void violation(int code, byte[] bytes) throws InterruptedException {
        try (RawPeer peer = open()) {
            EchoListener listener = listener();
            peer.send(bytes).send(frame(0x81, new byte[500]));
            RawPeer.Frame close = peer.readFrame();
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.payload().length).isGreaterThan(2);
            assertThat(peer.readToEnd()).isEmpty();
            assertThat(listener.closed.join()).isEqualTo(code);
        }
    }

    @Test
    void aSocketThatBreaksIsTold() throws InterruptedException {
        RawPeer peer = open();
        EchoListener listener = listener();
        peer.close();
        assertThat(listener.closed.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join())
                .isEqualTo(1006);
        await().until(() -> net.inLoop(() -> net.loop().counters().connectionsClosed) == 1);
        assertThat(net.inLoop(() -> net.loop().counters().connectionsOpened)).isEqualTo(1);
        assertThat(net.inLoop(() -> net.loop().counters().webSocketsClosed)).isEqualTo(1);
    }

    @Test
    void aSessionThatThrowsEndsOneConnection() throws InterruptedException {
        try (RawPeer other = open()) {
            listener();
            next = () -> new EchoListener() {
                @Override
                public void onMessage(byte[] bytes, int length, boolean text) {
                    throw new IllegalStateException("on purpose, in a test");
                }
            };
            try (RawPeer peer = open()) {
                EchoListener listener = listener();
                assertThat(peer.text("x").readFrame().closeCode()).isEqualTo(1011);
                assertThat(listener.closed.join()).isEqualTo(1011);
            }
            assertThat(other.text("fine").readFrame().text()).isEqualTo("fine");
        }
    }

    @Test
    void whileReadingIsPausedNothingIsDeliveredAndThenEverythingIs() throws InterruptedException {
        next = () -> new EchoListener() {
            @Override
            public void onMessage(byte[] bytes, int length, boolean text) {
                events.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
                if (connection != null) {
                    connection.outbox().pauseReading();
                }
            }
        };
        try (RawPeer peer = open()) {
            EchoListener listener = listener();
            WebSocketConnection connection = listener.opened.join();
            ByteArrayOutputStream three = new ByteArrayOutputStream();
            for (String text : List.of("a", "b", "c")) {
                three.writeBytes(frame(0x81, text.getBytes(StandardCharsets.US_ASCII)));
            }
            long before = net.inLoop(() -> connection.outbox().readSinceNs());
            peer.send(three.toByteArray());
            for (int i = 0; i < 3; i++) {
                int count = i + 2;
                await().until(() -> listener.events.size() >= count);
                boolean paused = net.inLoop(() -> connection.outbox().readingPaused());
                assertThat(paused).isTrue();
                assertThat(listener.events).hasSize(count);
                net.inLoop(() -> {
                    connection.outbox().resumeReading();
                    return "";
                });
            }
            assertThat(listener.events).containsExactly("open", "a", "b", "c");
            assertThat(net.inLoop(() -> connection.outbox().readSinceNs())).isGreaterThan(before);
        }
    }

    @Test
    void closingWhileReadingIsPausedStillSeesThePeersClose() throws InterruptedException {
        try (RawPeer peer = open()) {
            WebSocketConnection connection = listener().opened.join();
            net.inLoop(() -> {
                connection.outbox().pauseReading();
                return "";
            });
            peer.text("unread").send(frame(0x88, new byte[]{0x0b, (byte) 0xb9}));
            net.inLoop(() -> {
                connection.close(3001, "shutdown");
                return "";
            });
            assertThat(peer.readFrame().closeCode()).isEqualTo(3001);
            assertThat(peer.readToEnd()).isEmpty();
        }
    }
}

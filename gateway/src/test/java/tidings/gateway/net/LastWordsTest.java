package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a peer said before it was gone is read, and that it is gone is noticed, whether or not it is
/// sent anything.
@ExtendWith(LeakCheck.class)
class LastWordsTest {
    /// A device says goodbye and is gone, and what it is sent meanwhile fails: it has said goodbye.
    @ParameterizedTest
    @EnumSource
    void whatAPeerSaidBeforeItWasGoneIsRead(Transport transport) {
        assertThatGoodbyeIsRead(transport, 0, 3);
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatWasGoneRightAfterItSaidGoodbyeIsGone(Transport transport) {
        assertThatGoodbyeIsRead(transport, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void muchThatAPeerSaidBeforeItWasGoneIsRead(Transport transport) {
        assertThatGoodbyeIsRead(transport, 5000, 3);
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatWasGoneRightAfterItSaidMuchIsGone(Transport transport) {
        assertThatGoodbyeIsRead(transport, 5000, 0);
    }

    /// Its session takes nothing for longer than a peer that is gone is waited for.
    @ParameterizedTest
    @EnumSource
    void whatAPausedSessionHasNotReadYetIsReadWhenItGoesOn(Transport transport) {
        Assumptions.assumeTrue(TestNet.transports().anyMatch(transport::equals));
        EchoListener listener = new Listening();
        try (TestNet net = Outboxes.net(listener, Outboxes.SMALL, transport)) {
            RawPeer peer = net.connect().handshake("/ws");
            SocketOutbox outbox = listener.opened.join().outbox();
            net.inLoop(() -> {
                outbox.pauseReading();
                peer.text("goodbye");
                reset(peer);
                net.loop().schedule(50, () -> outbox.send(Outboxes.direct("news")));
                net.loop().schedule(100, () -> outbox.send(Outboxes.direct("news")));
                return net.loop().schedule(2_500, outbox::resumeReading);
            });
            await().untilAsserted(() -> assertThat(listener.events).hasSize(3));
            assertThat(listener.events.get(1)).isEqualTo("goodbye");
            assertThat(listener.events.get(2)).startsWith("closed");
        }
    }

    /// Writes down what it hears, and answers nothing.
    private static final class Listening extends EchoListener {
        @Override
        public void onMessage(byte[] bytes, int length, boolean text) {
            events.add(new String(bytes, 0, length, StandardCharsets.US_ASCII));
        }

        @Override
        public boolean takesWhilePaused() {
            return true;
        }
    }

    private static void assertThatGoodbyeIsRead(Transport transport, int before, int sent) {
        Assumptions.assumeTrue(TestNet.transports().anyMatch(transport::equals));
        EchoListener listener = new Listening();
        try (TestNet net = Outboxes.net(listener, Outboxes.SMALL, transport)) {
            RawPeer peer = net.connect().handshake("/ws");
            WebSocketConnection connection = listener.opened.join();
            net.inLoop(() -> {
                // Nothing is read while this runs, and nothing between it and the turns after it.
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                for (int n = 0; n < before; n++) {
                    said.writeBytes(RawPeer.frame(0x81, "x".getBytes(StandardCharsets.US_ASCII)));
                }
                said.writeBytes(RawPeer.frame(0x81, "goodbye".getBytes(StandardCharsets.US_ASCII)));
                peer.send(said.toByteArray());
                reset(peer);
                LockSupport.parkNanos(50_000_000);
                for (int n = 0; n < sent; n++) {
                    net.loop().eventLoop().execute(() -> net.loop()
                            .execute(() -> connection.outbox().send(Outboxes.direct("news"))));
                }
                return "";
            });
            await().untilAsserted(() -> assertThat(listener.events).hasSizeGreaterThan(before + 2));
            assertThat(listener.events.get(before + 1)).isEqualTo("goodbye");
            assertThat(listener.events.get(before + 2)).startsWith("closed");
        }
    }

    private static void reset(RawPeer peer) {
        try {
            peer.socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        peer.close();
    }
}

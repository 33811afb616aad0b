package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
class SmokeTest {
    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void everyTransportServesHttpAndWebSocket(Transport transport) {
        EchoListener listener = new EchoListener();
        Router router = new Router()
                .exact("/hi", List.of("GET"),
                        exchange -> exchange.respond(Response.text(200, "hello")))
                .webSocket("/ws", (_, offered) -> new WebSocketDoor.Answer.Accept(
                        offered.isEmpty() ? null : offered.getFirst(), listener,
                        WebSocketSettings.DEFAULT));
        try (TestNet net = new TestNet(router, HttpSettings.DEFAULT, OutboxSettings.DEFAULT,
                transport, 2); RawPeer peer = net.connect(); RawPeer ws = net.connect()) {
            assertThat(peer.get("/hi").readResponse()).startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\nhello\n");
            assertThat(peer.get("/no").readResponse()).startsWith("HTTP/1.1 404 ");
            ws.handshake("/ws").text("héllo");
            assertThat(ws.readFrame().text()).isEqualTo("héllo");
            ws.send(RawPeer.frame(0x89, new byte[]{1, 2, 3}));
            assertThat(ws.readFrame()).extracting(RawPeer.Frame::first).isEqualTo(0x8a);
            ws.send(RawPeer.frame(0x88, new byte[]{3, (byte) 232}));
            assertThat(ws.readFrame().closeCode()).isEqualTo(1000);
            assertThat(ws.readToEnd()).isEmpty();
            assertThat(listener.closed.join()).isEqualTo(1000);
        }
    }

    @Test
    void aListenerAtLocalhostIsReachedByBothAddresses() {
        try (Loops loops = Loops.start(1, Transport.AUTO, tidings.log.TimeSource.SYSTEM,
                (_, _) -> {}, 1, ConnectionSettings.DEFAULT);
                Listener listener = Listener.http(loops, "localhost", 0, new Router(),
                        OriginPolicy.loopback(java.util.Set.of()), HttpSettings.DEFAULT,
                        OutboxSettings.DEFAULT, ProxyProtocol.NONE)) {
            assertThat(listener.addresses().stream().map(Addresses::show)).contains(
                    "127.0.0.1:" + listener.port());
            assertThat(listener.addresses()).extracting(a -> a.getPort())
                    .containsOnly(listener.port());
        }
    }
}

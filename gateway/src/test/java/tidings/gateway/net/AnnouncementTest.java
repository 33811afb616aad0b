package tidings.gateway.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.net.ProxyHeaders.at;
import static tidings.gateway.net.ProxyHeaders.one;
import static tidings.gateway.net.ProxyHeaders.two;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.TimeSource;

@ExtendWith(LeakCheck.class)
class AnnouncementTest {
    private static final InetSocketAddress CLIENT = at("203.0.113.9", 51_000);

    private static Router whoAmI() {
        return new Router().exact("/me", List.of("GET"),
                exchange -> exchange.respond(Response.text(200, "you are "
                        + Addresses.show(requireNonNull(exchange.request().peer())))));
    }

    /// @param proxies as they are written
    private static Listener listen(Loops loops, Router router, String... proxies) {
        return Listener.http(loops, "127.0.0.1", 0, router, OriginPolicy.loopback(Set.of()),
                HttpSettings.DEFAULT, OutboxSettings.DEFAULT,
                new ProxyProtocol(List.of(proxies).stream().map(Network::parse).toList(),
                        HttpSettings.DEFAULT.requestTimeout()));
    }

    private static Loops loops(Transport transport, int perAddress) {
        ConnectionSettings d = ConnectionSettings.DEFAULT;
        return Loops.start(1, transport, TimeSource.SYSTEM, (_, _) -> {}, 1,
                new ConnectionSettings(d.newcomersMax(), perAddress, d.unsentBytesMax(),
                        d.subscriptionsMax()));
    }

    @Test
    void s4_aHeaderHasADeadlineThatBytesDoNotMove() {
        try (AnnouncedConnection connection = new AnnouncedConnection()) {
            assertThat(connection.embedded.loop.newcomers()).isEqualTo(1);
            long beforeMs = AnnouncedConnection.PATIENCE.toMillis() - 500;
            for (int ms = 0; ms < beforeMs; ms += 500) {
                connection.read(new byte[]{(byte) "PROXY TCP4".charAt(ms / 500)}, 1);
                connection.embedded.pass(500);
            }
            assertThat(connection.outcome().open()).isTrue();
            connection.embedded.pass(1_500);
            assertThat(connection.outcome().open()).isFalse();
            NetCounters counters = connection.embedded.loop.counters();
            assertThat(counters.proxiesRefused).isEqualTo(1);
            assertThat(counters.connectionsOpened).isEqualTo(1);
            assertThat(counters.connectionsClosed).isEqualTo(1);
            assertThat(connection.embedded.loop.newcomers()).isZero();
        }
    }

    @Test
    void manyRefusalsAreOneLineAMinuteThatTellsTheirNumber() {
        Logger logger = Logger.getLogger(ProxyRefusals.class.getName());
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Level level = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            ProxyRefusals refusals = new ProxyRefusals(embedded.loop);
            for (int n = 0; n < 10; n++) {
                refusals.onRefused(at("10.0.0.7", n), "it does not");
            }
            assertThat(lines).singleElement().asString()
                    .contains("10.0.0.7:0 was closed: it does not; ", "proxy-protocol");
            embedded.pass(60_000);
            refusals.onRefused(null, "it is too late");
            assertThat(lines).hasSize(2);
            assertThat(lines.getLast()).contains("(gone) was closed: it is too late (9 more");
            assertThat(embedded.loop.counters().proxiesRefused).isEqualTo(11);
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
        }
    }

    @Test
    void aProxyThatOnlyLooksWhetherSomebodyListensIsNotRefused() {
        try (AnnouncedConnection connection = new AnnouncedConnection()) {
            var _ = connection.embedded.socket.close();
            connection.embedded.pass(10_000);
            NetCounters counters = connection.embedded.loop.counters();
            assertThat(counters.proxiesRefused).isZero();
            assertThat(counters.connectionsClosed).isEqualTo(1);
            assertThat(connection.embedded.loop.newcomers()).isZero();
        }
    }

    @Test
    void afterItsHeaderAConnectionHasNoDeadlineOfIt() {
        try (AnnouncedConnection connection = new AnnouncedConnection()) {
            connection.read(two(CLIENT), 5);
            connection.embedded.pass(10_000);
            assertThat(connection.outcome().open()).isTrue();
            assertThat(connection.embedded.loop.counters().proxiesRefused).isZero();
            assertThat(connection.embedded.loop.wheel().count()).isZero();
            assertThat(connection.embedded.loop.newcomers()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void aRequestBehindAHeaderComesFromWhomItAnnounces(Transport transport) {
        try (Loops loops = loops(transport, 0);
                Listener listener = listen(loops, whoAmI(), "10.0.0.0/8", "127.0.0.0/8");
                RawPeer first = new RawPeer(listener.port());
                RawPeer second = new RawPeer(listener.port());
                RawPeer local = new RawPeer(listener.port())) {
            assertThat(first.send(two(CLIENT)).get("/me").readResponse())
                    .endsWith("you are 203.0.113.9:51000\n");
            assertThat(first.get("/me").readResponse()).endsWith("203.0.113.9:51000\n");
            assertThat(second.send(new String(one("PROXY TCP6 2001:db8::9 ::1 51000 443"),
                    StandardCharsets.ISO_8859_1)
                    + "GET /me HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse())
                    .endsWith("[2001:db8:0:0:0:0:0:9]:51000\n");
            assertThat(local.send(two(0x20, 0, new byte[0])).get("/me").readResponse())
                    .contains("you are 127.0.0.1:" + local.socket.getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "::1"})
    void aHeaderFromAnywhereElseIsNoRequest(String proxy) {
        try (Loops loops = loops(Transport.AUTO, 0);
                Listener listener = listen(loops, whoAmI(), proxy);
                RawPeer plain = new RawPeer(listener.port());
                RawPeer one = new RawPeer(listener.port());
                RawPeer two = new RawPeer(listener.port())) {
            assertThat(plain.get("/me").readResponse()).contains("you are 127.0.0.1:");
            assertThat(one.send(one("PROXY TCP4 203.0.113.9 192.0.2.1 51000 443")).get("/me")
                    .readTextToEnd()).startsWith("HTTP/1.1 400 ").doesNotContain("203.0.113.9");
            assertThat(two.send(two(CLIENT)).get("/me").readTextToEnd())
                    .startsWith("HTTP/1.1 400 ").doesNotContain("203.0.113.9");
        }
    }

    @Test
    void aProxyThatAnnouncesNobodyIsClosedWithoutAnAnswer() {
        try (Loops loops = loops(Transport.AUTO, 0);
                Listener listener = listen(loops, whoAmI(), "127.0.0.1");
                RawPeer peer = new RawPeer(listener.port())) {
            peer.send("GET /me HTTP/1.1\r\n");
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void theLimitOfAnAddressCountsWhomAProxyAnnounces() {
        try (Loops loops = loops(Transport.AUTO, 1);
                Listener listener = listen(loops, whoAmI(), "127.0.0.1");
                RawPeer first = new RawPeer(listener.port());
                RawPeer same = new RawPeer(listener.port());
                RawPeer other = new RawPeer(listener.port())) {
            assertThat(first.send(two(CLIENT)).get("/me").readResponse())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(same.send(two(at("203.0.113.9", 51_001))).readResponse())
                    .startsWith("HTTP/1.1 429 ");
            assertThat(other.send(two(at("203.0.113.10", 51_000))).get("/me").readResponse())
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aWebSocketBehindAHeaderIsOneHandler() {
        EchoListener echo = new EchoListener();
        Router router = new Router().webSocket("/ws", (_, _) -> new WebSocketDoor.Answer.Accept(
                null, echo, WebSocketSettings.DEFAULT));
        try (Loops loops = loops(Transport.AUTO, 0);
                Listener listener = listen(loops, router, "127.0.0.1");
                RawPeer peer = new RawPeer(listener.port())) {
            peer.send(two(CLIENT)).handshake("/ws").text("hello");
            assertThat(peer.readFrame().text()).isEqualTo("hello");
            WebSocketConnection connection = echo.opened.join();
            assertThat(connection.peer()).isEqualTo(CLIENT);
            assertThat(connection.handlerNames()).hasSize(2);
        }
    }
}

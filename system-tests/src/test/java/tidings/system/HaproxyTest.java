package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.testkit.tls.TestAuthority;
import tidings.testkit.tls.TestAuthority.Issued;

/// A packaged server behind Debian's HAProxy, which connects from 127.0.0.9 and says for whom.
class HaproxyTest {
    private static final int TIMEOUT_MS = 20_000;
    private static final int PER_ADDRESS = 2;

    @TempDir
    static Path directory;
    private static TestAuthority authority;
    private static ServerProcess server;
    private static Process haproxy;

    private final List<Socket> sockets = new ArrayList<>();

    /// What HAProxy passes on, and how it says for whom.
    enum Way {
        HTTP_1("http", "send-proxy", 20), HTTP_2("http", "send-proxy-v2", 30), MQTT_1("mqtt",
                "send-proxy", 40), MQTT_2("mqtt", "send-proxy-v2", 50), TLS_1("tls", "send-proxy",
                        60), TLS_2("tls", "send-proxy-v2-ssl-cn", 70);

        final int port = ServerProcess.freePort();
        final String protocol;
        final String header;
        /// Its clients' addresses end in numbers from here on.
        final int clients;

        Way(String protocol, String header, int clients) {
            this.protocol = protocol;
            this.header = header;
            this.clients = clients;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        authority = TestAuthority.make(directory.resolve("authority"));
        Issued issued = authority.issue("CN=localhost");
        int tlsPort = ServerProcess.freePort();
        Path config = Files.writeString(directory.resolve("tidings.yaml"), """
                insecure: true
                proxy-protocol: [127.0.0.9]
                mqtt:
                  proxy-protocol: [127.0.0.9]
                  tls: {listen: 'localhost:%d', certificate: '%s', key: '%s'}
                limits: {connections: {per-address: %d}}
                """.formatted(tlsPort, issued.certificate(), issued.key(), PER_ADDRESS));
        server = ServerProcess.start(directory, "-c", config.toString());
        StringBuilder lines = new StringBuilder("""
                defaults
                    timeout connect 10s
                    timeout client 60s
                    timeout server 60s
                """);
        for (Way way : Way.values()) {
            int behind = switch (way.protocol) {
                case "http" -> server.port();
                case "mqtt" -> server.mqttPort();
                default -> tlsPort;
            };
            lines.append("""
                    listen %s
                        mode %s
                        bind 127.0.0.1:%d
                        server tidings 127.0.0.1:%d source 127.0.0.9 %s check inter 100ms
                    """.formatted(way, way.protocol.equals("http") ? "http" : "tcp", way.port,
                    behind, way.header));
        }
        Path file = Files.writeString(directory.resolve("haproxy.cfg"), lines);
        haproxy = new ProcessBuilder(haproxy(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile()).start();
        for (Way way : Way.values()) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                new Socket(InetAddress.ofLiteral("127.0.0.1"), way.port).close();
                return true;
            });
        }
    }

    /// Debian has it where only root looks.
    private static String haproxy() {
        Path debian = Path.of("/usr/sbin/haproxy");
        return Files.isExecutable(debian) ? debian.toString() : "haproxy";
    }

    @AfterAll
    static void stop() throws Exception {
        haproxy.destroy();
        haproxy.waitFor(10, TimeUnit.SECONDS);
        server.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /// The status of HTTP, what CONNACK says, or `closed`.
    private String received(Way way, String from) throws Exception {
        Socket raw = new Socket();
        sockets.add(raw);
        raw.setSoTimeout(TIMEOUT_MS);
        raw.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        raw.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), way.port));
        try {
            Socket socket = way.protocol.equals("tls")
                    ? authority.context(null).getSocketFactory().createSocket(raw, "localhost",
                            way.port, true)
                    : raw;
            if (way.protocol.equals("http")) {
                socket.getOutputStream()
                        .write("GET /health/live HTTP/1.1\r\nHost: a.example\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readNBytes(12),
                        StandardCharsets.US_ASCII);
            }
            socket.getOutputStream().write(RawMqtt.connect(4, from));
            byte[] connack = socket.getInputStream().readNBytes(4);
            return connack.length == 0 ? "closed" : "CONNACK " + connack[3];
        } catch (SocketException | SSLException e) {
            return "closed";
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLimitOfAnAddressCountsTheClientsOfAProxy(Way way) throws Exception {
        boolean http = way.protocol.equals("http");
        String welcome = http ? "HTTP/1.1 200" : "CONNACK 0";
        String first = "127.0.0." + way.clients;
        for (int n = 0; n < PER_ADDRESS; n++) {
            assertThat(received(way, first)).isEqualTo(welcome);
        }
        assertThat(received(way, first)).isEqualTo(http ? "HTTP/1.1 429" : "closed");
        assertThat(received(way, "127.0.0." + (way.clients + 1))).isEqualTo(welcome);
    }

    @Test
    void whatHaproxySendsIsNeverRefused() throws Exception {
        ServerFigures figures = new ServerFigures(server);
        double before = figures.metric("tidings_connections_opened_total");
        // Its own checks come several times a second.
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(
                () -> figures.metric("tidings_connections_opened_total") > before + 10);
        assertThat(figures.metric("tidings_proxies_refused_total")).isZero();
    }
}

package tidings.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
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
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.server.config.ConfigFile;
import tidings.server.config.Overrides;
import tidings.testkit.tls.TestAuthority;
import tidings.testkit.tls.TestAuthority.Issued;

/// Connections that come through a proxy, at every listener; 127.0.0.9 is the proxy.
class ProxyProtocolTest {
    private static final int TIMEOUT_MS = 20_000;
    private static final String PROXY = "127.0.0.9";
    private static final String STRANGER = "127.0.0.10";
    private static final byte[] NOTHING = {};
    private static final byte[] LOCAL = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T',
            '\n', 0x20, 0, 0, 0};

    @TempDir
    static Path folder;
    private static TestAuthority authority;
    private static TestServer server;

    private final List<Socket> sockets = new ArrayList<>();

    enum Door {
        HTTP(10), WEBSOCKET(20), MQTT(30), MQTT_TLS(40);

        /// Its clients' addresses end in numbers from here on.
        final int clients;

        Door(int clients) {
            this.clients = clients;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        authority = TestAuthority.make(folder.resolve("authority"));
        Issued issued = authority.issue("CN=localhost");
        Path file = Files.writeString(folder.resolve("c.yaml"), """
                listen: 127.0.0.1:0
                admin: 127.0.0.1:0
                proxy-protocol: [127.0.0.9, 10.0.0.0/8]
                identity:
                  anonymous: true
                  tokens: {hmac-secret: a secret that is long enough for everybody here}
                data: %s
                mqtt:
                  listen: 127.0.0.1:0
                  connect-timeout: 3s
                  proxy-protocol: [127.0.0.9]
                  tls: {listen: '127.0.0.1:0', certificate: '%s', key: '%s'}
                limits: {connections: {per-address: 1}}
                """.formatted(folder.resolve("data"), issued.certificate(), issued.key()));
        server = TestServer
                .start(ConfigFile.load(file, new Overrides(Map.of()), false, null).config());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void hangUp() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        // Their places are free for the next test.
        await().atMost(Duration.ofSeconds(10)).until(() -> open() == 0);
    }

    /// A connection is counted for metrics, which are asked for at the admin listener.
    private static int open() {
        String metrics = server.getAdmin("/metrics").body();
        return (int) number(metrics, "websocket") + (int) number(metrics, "mqtt");
    }

    private static double number(String metrics, String protocol) {
        var line = Pattern.compile("tidings_connections\\{protocol=\"" + protocol + "\"} (\\S+)")
                .matcher(metrics);
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static int port(Door door) {
        var addresses = switch (door) {
            case HTTP, WEBSOCKET -> server.server().addresses();
            case MQTT -> server.server().mqttAddresses();
            case MQTT_TLS -> server.server().mqttTlsAddresses();
        };
        return addresses.getFirst().getPort();
    }

    private static byte[] line(String client) {
        return "PROXY TCP4 %s 127.0.0.1 51000 443\r\n".formatted(client)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] binary(String client) {
        byte[] address = InetAddress.ofLiteral(client).getAddress();
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(LOCAL, 0, 12);
        header.writeBytes(new byte[]{0x21, 0x11, 0, 15});
        header.writeBytes(address);
        header.writeBytes(address);
        header.writeBytes(new byte[]{1, 2, 3, 4, 4, 0, 0});
        return header.toByteArray();
    }

    /// How a connection is received: the status of HTTP, what CONNACK says, or `closed`.
    private String received(Door door, String from, byte[] header) throws Exception {
        Socket raw = new Socket();
        sockets.add(raw);
        raw.setSoTimeout(TIMEOUT_MS);
        raw.bind(new InetSocketAddress(from, 0));
        raw.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port(door)));
        try {
            raw.getOutputStream().write(header);
            Socket socket = door == Door.MQTT_TLS
                    ? authority.context(null).getSocketFactory().createSocket(raw, "localhost",
                            port(door), true)
                    : raw;
            socket.getOutputStream().write(firstWords(door));
            return answer(door, socket.getInputStream().readNBytes(switch (door) {
                case HTTP, WEBSOCKET -> "HTTP/1.1 200".length();
                case MQTT, MQTT_TLS -> 4;
            }));
        } catch (SocketException | SSLException e) {
            return "closed";
        }
    }

    private static byte[] firstWords(Door door) {
        String text = switch (door) {
            case HTTP -> "GET /health/live HTTP/1.1\r\nHost: chat.example.com\r\n\r\n";
            case WEBSOCKET -> """
                    GET /mqtt HTTP/1.1\r
                    Host: chat.example.com\r
                    Upgrade: websocket\r
                    Connection: Upgrade\r
                    Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
                    Sec-WebSocket-Version: 13\r
                    Sec-WebSocket-Protocol: mqtt\r
                    \r
                    """;
            // 3.1.1, a clean session, a client identifier of one letter
            case MQTT, MQTT_TLS -> "\20\15\0\4MQTT\4\2\0\74\0\1c";
        };
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String answer(Door door, byte[] bytes) {
        if (bytes.length == 0) {
            return "closed";
        }
        return switch (door) {
            case HTTP, WEBSOCKET -> new String(bytes, StandardCharsets.US_ASCII).substring(9);
            case MQTT, MQTT_TLS -> "CONNACK " + bytes[3];
        };
    }

    private static String welcome(Door door) {
        return switch (door) {
            case HTTP -> "200";
            case WEBSOCKET -> "101";
            case MQTT, MQTT_TLS -> "CONNACK 0";
        };
    }

    private static String tooMany(Door door) {
        return switch (door) {
            case HTTP, WEBSOCKET -> "429";
            case MQTT, MQTT_TLS -> "closed";
        };
    }

    @ParameterizedTest
    @EnumSource
    void whoeverAProxyAnnouncesCountsAsItsOwnAddress(Door door) throws Exception {
        String first = "203.0.113." + door.clients;
        String second = "203.0.113." + (door.clients + 1);
        assertThat(received(door, PROXY, line(first))).isEqualTo(welcome(door));
        assertThat(received(door, PROXY, binary(first))).isEqualTo(tooMany(door));
        assertThat(received(door, PROXY, binary(second))).isEqualTo(welcome(door));
        assertThat(received(door, PROXY, line(second))).isEqualTo(tooMany(door));
    }

    @ParameterizedTest
    @EnumSource
    void theProxysOwnConnectionsCountAsTheProxys(Door door) throws Exception {
        assertThat(received(door, PROXY, LOCAL)).isEqualTo(welcome(door));
        assertThat(received(door, PROXY, "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(tooMany(door));
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNoProxyAnnouncesNobody(Door door) throws Exception {
        String refused = door == Door.HTTP || door == Door.WEBSOCKET ? "400" : "closed";
        for (byte[] header : List.of(line("203.0.113.30"), binary("203.0.113.30"))) {
            receivedAtLast(door, header, refused);
        }
        receivedAtLast(door, NOTHING, welcome(door));
    }

    /// A place is free a moment after the connection before was closed.
    private void receivedAtLast(Door door, byte[] header, String expected) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            hangUp();
            assertThat(received(door, STRANGER, header)).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aProxyMustAnnounceSomebody(Door door) throws Exception {
        assertThat(received(door, PROXY, NOTHING)).isEqualTo("closed");
        assertThat(received(door, PROXY, "PROXY TCP4 me you 1 2\r\n".getBytes(
                StandardCharsets.US_ASCII))).isEqualTo("closed");
    }

    /// Bound to loopback, and still not for this machine only.
    @Test
    void whoComesThroughAProxyIsNotOnThisMachineWhateverIsAnnounced() throws IOException {
        for (String from : List.of(PROXY, STRANGER)) {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(TIMEOUT_MS);
                socket.bind(new InetSocketAddress(from, 0));
                socket.connect(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port(Door.HTTP)));
                if (from.equals(PROXY)) {
                    socket.getOutputStream().write(line("127.0.0.77"));
                }
                socket.getOutputStream().write(("POST /api/info HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Length: 2\r\n\r\n{}").getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(12),
                        StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
            }
        }
    }
}

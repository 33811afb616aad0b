package tidings.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.server.config.ConfigFile;
import tidings.server.config.Overrides;
import tidings.testkit.tls.TestAuthority;
import tidings.testkit.tls.TestAuthority.Issued;

/// MQTT over TLS, with packets by hand.
class MqttTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TIMEOUT_MS = 20_000;
    /// MQTT 3.1.1, a clean session, a client identifier of one letter.
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1,
            'c'};
    private static final byte[] CONNECT_WITH_WILL = {0x10, 25, 0, 4, 'M', 'Q', 'T', 'T', 4, 6, 0,
            60,
            0, 1, 'c', 0, 4, 'w', 'i', 'l', 'l', 0, 4, 'g', 'o', 'n', 'e'};
    private static final byte[] CONNACK = {0x20, 2, 0, 0};
    /// QoS 1, identifier 1.
    private static final byte[] PUBLISH = {0x32, 10, 0, 4, 'n', 'e', 'w', 's', 0, 1, 'h', 'i'};
    private static final byte[] PUBACK = {0x40, 2, 0, 1};
    private static final byte[] DISCONNECT = {(byte) 0xe0, 0};

    @TempDir
    static Path authorityFolder;
    private static TestAuthority authority;
    private static TestAuthority stranger;
    private static Issued first;
    private static Issued device;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = TestAuthority.make(authorityFolder.resolve("ours"));
        stranger = TestAuthority.make(authorityFolder.resolve("theirs"));
        first = authority.issue("CN=localhost");
        device = authority.issue("CN=device-7, OU=Sensors, O=Works");
    }

    private TestServer start(String tls, String identity) throws Exception {
        String yaml = """
                listen: localhost:0
                admin: localhost:0
                data: %s
                mqtt: {listen: 'localhost:0', tls: {listen: 'localhost:0', %s}}
                %s
                """.formatted(folder.resolve("data"), tls, identity);
        Path file = Files.writeString(folder.resolve("c.yaml"), yaml);
        return TestServer.start(
                ConfigFile.load(file, new Overrides(Map.of()), false, null).config());
    }

    private static String files(Issued issued) {
        return "certificate: '%s', key: '%s'".formatted(issued.certificate(), issued.key());
    }

    private static String withClientCa() {
        return files(first) + ", client-ca: '%s'".formatted(authority.certificate());
    }

    private static SSLSocket dial(TestServer server, SSLContext context, String... protocols)
            throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost",
                server.server().mqttTlsAddresses().getFirst().getPort());
        socket.setSoTimeout(TIMEOUT_MS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[]{"x", "mqtt"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static void connect(Socket socket) throws IOException {
        socket.getOutputStream().write(CONNECT);
        assertThat(socket.getInputStream().readNBytes(CONNACK.length)).isEqualTo(CONNACK);
    }

    private static void publish(Socket socket) throws IOException {
        socket.getOutputStream().write(PUBLISH);
        assertThat(socket.getInputStream().readNBytes(PUBACK.length)).isEqualTo(PUBACK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aPublishIsTaken(String protocol) throws Exception {
        try (TestServer server = start(files(first), "");
                SSLSocket socket = dial(server, authority.context(null), protocol)) {
            connect(socket);
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket.getApplicationProtocol()).isEqualTo("mqtt");
            publish(socket);
            assertThat(server.get("/c/news").body()).contains("\"text\":\"hi\"");
        }
    }

    @Test
    void aSecondHandshakeEndsTheConnection() throws Exception {
        try (TestServer server = start(files(first), "");
                SSLSocket socket = dial(server, authority.context(null), "TLSv1.2")) {
            connect(socket);
            publish(socket);
            assertThatThrownBy(() -> {
                socket.startHandshake();
                publish(socket);
            }).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theEndIsSaidInTlsToo() throws Exception {
        try (TestServer server = start(files(first), "");
                SSLSocket socket = dial(server, authority.context(null))) {
            connect(socket);
            socket.getOutputStream().write(DISCONNECT);
            // Without close_notify this throws.
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    /// A peer that closes TLS waits for as much, and leaves TCP open meanwhile.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theEndOfTlsEndsTheConnection(String protocol) throws Exception {
        try (TestServer server = start(files(first), "");
                Socket plain = new Socket("localhost",
                        server.server().mqttTlsAddresses().getFirst().getPort());
                SSLSocket socket = (SSLSocket) authority.context(null).getSocketFactory()
                        .createSocket(plain, "localhost", plain.getPort(), false)) {
            plain.setSoTimeout(TIMEOUT_MS);
            socket.setEnabledProtocols(new String[]{protocol});
            socket.getOutputStream().write(CONNECT_WITH_WILL);
            assertThat(socket.getInputStream().readNBytes(CONNACK.length)).isEqualTo(CONNACK);
            socket.shutdownOutput();
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(server.get("/c/will").body()).contains("\"text\":\"gone\""));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void olderVersionsAreNotSpoken() throws Exception {
        try (TestServer server = start(files(first), "");
                SSLSocket socket = dial(server, authority.context(null), "TLSv1.1")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoDoesNotSpeakTlsIsCutAndNobodyElse() throws Exception {
        try (TestServer server = start(files(first), "");
                SSLSocket good = dial(server, authority.context(null));
                Socket plain = new Socket("localhost", good.getPort())) {
            connect(good);
            plain.setSoTimeout(TIMEOUT_MS);
            plain.getOutputStream().write(CONNECT);
            assertThat(plain.getInputStream().readAllBytes().length).isLessThan(64);
            publish(good);
        }
    }

    @Test
    void aCertificateNamesTheUser() throws Exception {
        try (TestServer server = start(withClientCa(), "");
                SSLSocket socket = dial(server, authority.context(device))) {
            connect(socket);
            publish(socket);
            assertThat(server.get("/c/news").body()).contains("\"user\":\"device-7\"");
        }
    }

    @Test
    void aCertificateIsEnoughWhereNobodyIsAnonymous() throws Exception {
        String identity = "identity: {anonymous: false, tokens: {hmac-secret: s}}";
        try (TestServer server = start(withClientCa(), identity);
                SSLSocket socket = dial(server, authority.context(device))) {
            connect(socket);
            publish(socket);
        }
    }

    @Test
    void withoutACertificateNobodyIsLetInWhereOneIsAsked() throws Exception {
        Issued foreign = stranger.issue("CN=device-7");
        try (TestServer server = start(withClientCa(), "")) {
            try (SSLSocket socket = dial(server, authority.context(null), "TLSv1.2")) {
                assertThatThrownBy(() -> connect(socket)).isInstanceOf(IOException.class);
            }
            SSLContext pretender = authority.context(foreign, stranger);
            for (String protocol : new String[]{"TLSv1.2", "TLSv1.3"}) {
                try (SSLSocket socket = dial(server, pretender, protocol)) {
                    assertThatThrownBy(() -> connect(socket)).isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() throws Exception {
        Path certificate = Files.copy(first.certificate(), folder.resolve("s.crt"));
        Path key = Files.copy(first.key(), folder.resolve("s.key"));
        Issued renewed = authority.issue("CN=localhost");
        try (TestServer server = start(files(new Issued("", certificate, key, first.first())),
                ""); SSLSocket before = dial(server, authority.context(null))) {
            connect(before);
            assertThat(shownBy(server)).isEqualTo(first.first());
            Files.copy(renewed.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.key(), key, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(shownBy(server)).isEqualTo(renewed.first()));
            publish(before);
        }
    }

    private static X509Certificate shownBy(TestServer server) throws Exception {
        try (SSLSocket socket = dial(server, authority.context(null))) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void aFileThatCannotBeReadStopsTheStartAndIsNamed() {
        Path missing = folder.resolve("missing.key");
        assertThatThrownBy(() -> start("certificate: '%s', key: '%s'".formatted(
                first.certificate(), missing), "")).isInstanceOf(StartException.class)
                .hasMessage("mqtt.tls: " + missing + ": no such file");
        assertThat(folder.resolve("data")).doesNotExist();
    }
}

package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.gateway.net.TlsSettings;
import tidings.server.TidingsServer;
import tidings.server.config.HostPort;
import tidings.server.config.ServerConfig;
import tidings.server.config.TlsConfig;
import tidings.server.identity.IdentitySettings;
import tidings.server.identity.TokenSettings;
import tidings.testkit.tls.TestAuthority;
import tidings.testkit.tls.TestAuthority.Issued;

/// `pub --via mqtt` and `sub --via mqtt` against a server in this process.
class MqttCommandsTest {
    private static final HostPort ANY = new HostPort("localhost", 0);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path data;
    private TidingsServer server;
    private String url;
    private String mqtt;
    private final List<Thread> subscribers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        start(ServerConfig.defaults(data).withListen(ANY, ANY, ANY));
    }

    private void start(ServerConfig config) throws Exception {
        server = TidingsServer.start(config, (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
        url = "http://localhost:" + server.addresses().getFirst().getPort();
        mqtt = "localhost:" + server.mqttAddresses().getFirst().getPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (Thread subscriber : subscribers) {
            subscriber.interrupt();
            subscriber.join();
        }
        server.close();
    }

    private CommandRun run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--via", "mqtt", "--mqtt", mqtt));
        return CommandRun.of(all.toArray(String[]::new));
    }

    /// What a subscriber shows, as it comes.
    private ByteArrayOutputStream follow(ByteArrayOutputStream err, String... args) {
        List<String> all = new ArrayList<>(List.of("sub"));
        all.addAll(List.of(args));
        all.addAll(List.of("--via", "mqtt", "--mqtt", mqtt));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        subscribers.add(Thread.ofVirtual().start(() -> Main.run(CommandRun.output(out, err),
                all.toArray(String[]::new))));
        return out;
    }

    private ByteArrayOutputStream follow(String... args) {
        return follow(new ByteArrayOutputStream(), args);
    }

    private static void awaitLines(ByteArrayOutputStream out, String... lines) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(out.toString(StandardCharsets.UTF_8).lines())
                        .containsExactly(lines));
    }

    /// By a retained message that it is sent when it subscribes.
    private ByteArrayOutputStream followFromNow(String... args) {
        assertThat(run("pub", "a/ready", "ready", "-r").exit()).isZero();
        ByteArrayOutputStream out = follow(args);
        await().atMost(PATIENCE)
                .until(() -> out.toString(StandardCharsets.UTF_8).contains("ready"));
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2"})
    void aMessageOfEachQosArrives(String qos) {
        ByteArrayOutputStream out = followFromNow("a/#", "-q", qos);
        CommandRun pub = run("pub", "a/b", "hello", "-q", qos);
        assertThat(pub.err()).isEmpty();
        assertThat(pub.exit()).isZero();
        awaitLines(out, "ready", "hello");
        assertThat(CommandRun.of("history", "a/b", "--url", url).out()).contains("hello");
    }

    @Test
    void jsonSaysWhatAMessageIs() {
        ByteArrayOutputStream out = followFromNow("+/+", "-q", "2", "--json");
        run("pub", "a/b", "{\"t\":21.5}", "-q", "2", "--tag", "unit=C");
        CommandRun.of("pub", "a/c", "hi", "--url", url);
        await().atMost(PATIENCE)
                .until(() -> out.toString(StandardCharsets.UTF_8).lines().count() == 3);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.subList(0, 2)).containsExactly(
                "{\"channel\":\"a/ready\",\"text\":\"ready\",\"qos\":1,\"retain\":true}",
                "{\"channel\":\"a/b\",\"data\":{\"t\":21.5},\"tags\":{\"unit\":\"C\"},"
                        + "\"qos\":2,\"retain\":false}");
        assertThat(lines.get(2)).startsWith("{\"channel\":\"a/c\",\"text\":\"hi\",")
                .endsWith("\"retain\":false}");
        assertThat(run("pub", "a/b", "x", "--json", "-q", "0").out())
                .isEqualTo("{\"channel\":\"a/b\",\"qos\":0,\"retain\":false}\n");
    }

    @Test
    void anEmptyRetainedMessageDeletesTheValue() {
        run("pub", "a/b", "21", "-r");
        run("pub", "a/c", "22", "-r");
        assertThat(run("pub", "a/b", "", "-r").exit()).isZero();
        awaitLines(follow("a/+"), "22");
    }

    @Test
    void bytesAreShownAsBase64() throws Exception {
        ByteArrayOutputStream out = followFromNow("a/#", "--json");
        var connection = java.net.URI.create(url + "/c/a/b").toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "image/x");
        connection.getOutputStream().write(new byte[]{(byte) 0xff, 0});
        connection.getInputStream().close();
        await().atMost(PATIENCE).until(() -> out.toString(StandardCharsets.UTF_8).contains(
                "{\"channel\":\"a/b\",\"base64\":\"/wA=\",\"type\":\"image/x\","));
    }

    @Test
    void aSubscriberComesBackAndMissesNothing() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        run("pub", "a/ready", "ready", "-r");
        ByteArrayOutputStream out = follow(err, "a/+", "-q", "2");
        awaitLines(out, "ready");
        HostPort same = new HostPort("localhost",
                server.mqttAddresses().getFirst().getPort());
        server.close();
        start(ServerConfig.defaults(data).withListen(ANY, ANY, same));
        run("pub", "a/b", "m1", "-q", "2");
        awaitLines(out, "ready", "m1");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("coming back")
                .doesNotContain("forgotten");
    }

    @Test
    void aKeptSessionGetsWhatCameWhileNobodyListened() throws Exception {
        run("pub", "a/ready", "ready", "-r");
        awaitLines(follow("a/+", "--client-id", "d1", "--keep-session"), "ready");
        Thread first = subscribers.removeLast();
        first.interrupt();
        first.join();
        run("pub", "a/b", "meanwhile");
        awaitLines(follow("a/+", "--client-id", "d1", "--keep-session"), "meanwhile");
    }

    @Test
    void aTokenIsShownWhereTheServerAsks() throws Exception {
        server.close();
        start(ServerConfig.defaults(data).withListen(ANY, ANY, ANY).withIdentity(
                new IdentitySettings(false, null, new TokenSettings("s", null, "", "", ""))));
        CommandRun without = run("pub", "news", "hello");
        assertThat(without.exit()).isEqualTo(4);
        assertThat(without.err()).contains("not authorized", "--token");
        assertThat(run("sub", "news").exit()).isEqualTo(4);
        String token = CommandRun.of("token", "new", "--user", "alice", "--secret", "s").out()
                .strip();
        assertThat(run("pub", "news", "hello", "--token", token).exit()).isZero();
        assertThat(CommandRun.of("history", "news", "--json", "--token", token, "--url", url)
                .out()).contains("\"user\":\"alice\"");
    }

    @Test
    void tlsIsSpokenAndTheCertificateChecked() throws Exception {
        TestAuthority authority = TestAuthority.make(data.resolve("authority"));
        Issued certificate = authority.issue("CN=localhost");
        server.close();
        ServerConfig plain = ServerConfig.defaults(data.resolve("other"))
                .withListen(ANY, ANY, ANY);
        start(plain.withMqttTls(new TlsConfig(ANY,
                new TlsSettings(certificate.certificate(), certificate.key(), null))));
        mqtt = "mqtts://localhost:" + server.mqttTlsAddresses().getFirst().getPort();
        CommandRun untrusted = run("pub", "news", "hello");
        assertThat(untrusted.exit()).isEqualTo(3);
        assertThat(untrusted.err()).contains(mqtt, "certif");
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(authority.context(null));
        try {
            assertThat(run("pub", "news", "hello").exit()).isZero();
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Test
    void refusalsAreExitCode4() {
        CommandRun reserved = run("pub", "$SYS/x", "x");
        assertThat(reserved.exit()).isEqualTo(4);
        assertThat(reserved.err()).contains("refused (0x");
        CommandRun large = run("pub", "news", "x".repeat(1 << 20));
        assertThat(large.exit()).isEqualTo(4);
        assertThat(large.err()).contains("too large", "1048576");
        assertThat(run("sub", "$SYS/secret/#").exit()).isEqualTo(4);
    }

    @Test
    void whatIsNoNameOrFilterIsSaid() {
        CommandRun pub = run("pub", "a/+", "x");
        assertThat(pub.exit()).isEqualTo(2);
        assertThat(pub.err()).contains("'a/+'", "without + and #");
        for (String filter : List.of("a/#/b", "a#", "+a", "")) {
            CommandRun sub = run("sub", filter);
            assertThat(sub.exit()).isEqualTo(2);
            assertThat(sub.err()).contains("'" + filter + "' is no filter");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q 3", "--user alice", "--mqtt localhost:x", "--id k"})
    void whatCannotBeMeantIsExitCode2(String option) {
        List<String> all = new ArrayList<>(List.of("pub", "news", "x", "--via", "mqtt"));
        all.addAll(List.of(option.split(" ")));
        assertThat(CommandRun.of(all.toArray(String[]::new)).exit()).isEqualTo(2);
    }

    @Test
    void whatIsForMqttNeedsVia() {
        CommandRun run = CommandRun.of("pub", "news", "x", "-q", "1", "--url", url);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--via mqtt");
        assertThat(CommandRun.of("pub", "news", "x", "-r", "--url", url).exit()).isEqualTo(2);
        assertThat(CommandRun.of("sub", "news", "--keep-session", "--url", url).exit())
                .isEqualTo(2);
        assertThat(run("sub", "news", "--since", "all").exit()).isEqualTo(2);
        assertThat(run("sub", "news", "--keep-session").err()).contains("--client-id");
    }

    @Test
    void nothingThereIsExitCode3() {
        server.close();
        CommandRun run = run("pub", "news", "x");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("tidings serve", "--mqtt");
    }

    @Test
    void whatDoesNotSpeakMqttIsSaid() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var connection = other.accept()) {
                    connection.getOutputStream().write("SSH-2.0-x\r\n".repeat(20).getBytes(
                            StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // the command has gone
                }
            });
            CommandRun run = CommandRun.of("pub", "news", "x", "--via", "mqtt", "--mqtt",
                    "localhost:" + other.getLocalPort());
            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err()).contains("does not speak MQTT");
        }
    }
}

package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starting and stopping: what an operator sees.
class LifecycleTest {
    @TempDir
    Path directory;

    private record Ended(int code, String out, String err) {}

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ServerProcess.CHECKOUT.resolve("tidings").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().put("TIDINGS_MQTT_LISTEN",
                "localhost:" + ServerProcess.freePort());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }

    @Test
    void sigtermEndsEverySessionWith3001AndTheProcessWith0() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory);
                RawWebSocket socket = RawWebSocket.centrifuge(server)) {
            socket.send("{\"id\":1,\"connect\":{}}");
            assertThat(socket.read()).contains("connect");
            assertThat(server.terminate()).isZero();
            assertThat(socket.readToEnd()).isEqualTo("close 3001 shutdown");
            server.start();
            assertThat(new ChannelHttp(server.url()).get("/health/live").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPortInUseIsOneLineThatSaysWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1,
                java.net.InetAddress.getLoopbackAddress())) {
            Ended ended = run(Map.of("TIDINGS_LISTEN", "127.0.0.1:" + taken.getLocalPort(),
                    "TIDINGS_ADMIN", "127.0.0.1:" + ServerProcess.freePort()), "serve", "--data",
                    directory.resolve("data").toString());
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err().lines().filter(line -> !line.isBlank()))
                    .anyMatch(line -> line.contains("in use") && line.contains("choose another"));
        }
    }

    @Test
    void aLockedDataDirectoryIsOneLineThatSaysWhatToDo() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory)) {
            Ended ended = run(Map.of("TIDINGS_LISTEN", "127.0.0.1:" + ServerProcess.freePort(),
                    "TIDINGS_ADMIN", "127.0.0.1:" + ServerProcess.freePort()), "serve", "--data",
                    directory.resolve("data").toString());
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("in use by another process");
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void aForeignFolderIsNotTouched() throws Exception {
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "dear");
        Ended ended = run(Map.of("TIDINGS_LISTEN", "127.0.0.1:" + ServerProcess.freePort(),
                "TIDINGS_ADMIN", "127.0.0.1:" + ServerProcess.freePort()), "serve", "--data",
                foreign.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("not a Tidings data directory");
        try (var files = Files.list(foreign)) {
            assertThat(files).containsExactly(foreign.resolve("letter.txt"));
        }
    }

    @Test
    void boundElsewhereWithoutIdentityItRefusesToStartUnlessTold() throws Exception {
        Ended ended = run(Map.of("TIDINGS_LISTEN", "0.0.0.0:" + ServerProcess.freePort(),
                "TIDINGS_ADMIN", "127.0.0.1:" + ServerProcess.freePort()), "serve", "--data",
                directory.resolve("data").toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("--insecure");
    }

    @Test
    void everyConfigurationProblemIsInOneReportWithItsLine() throws Exception {
        Path config = Files.writeString(directory.resolve("tidings.yaml"), """
                lisen: localhost:9000
                channels:
                  - match: 'a***'
                  - match: '**'
                    log: {entries: none}
                """);
        Ended ended = run(Map.of(), "config", "check", "-c", config.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("lisen", "listen", "***", "entries")
                .contains(":1").contains(":5");
    }

    @Test
    void payloadsAreKeptByteForByteAcrossTheCommandLine() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory)) {
            Ended pub = run(Map.of(), "pub", "--url", server.url(), "cli", "häll☺ \"quoted\"");
            assertThat(pub.code()).as(pub.err()).isZero();
            Ended history = run(Map.of(), "history", "--url", server.url(), "--json", "cli");
            assertThat(history.code()).as(history.err()).isZero();
            assertThat(ChannelHttp.json(history.out().lines().findFirst().orElseThrow())
                    .get("text").asString()).isEqualTo("häll☺ \"quoted\"");
            Ended nowhere = run(Map.of(), "pub", "--url",
                    "http://localhost:" + ServerProcess.freePort(), "cli", "x");
            assertThat(nowhere.code()).isEqualTo(3);
            Ended refused = run(Map.of(), "pub", "--url", server.url(), "$SYS/x", "x");
            assertThat(refused.code()).isEqualTo(4);
            assertThat(run(Map.of(), "pub").code()).isEqualTo(2);
            assertThat(new String(pub.out().getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8)).isNotBlank();
        }
    }
}

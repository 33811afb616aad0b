package tidings.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.log.FailStop;
import tidings.log.TableValue;
import tidings.log.TableWrite;
import tidings.log.TimeSource;
import tidings.log.WriteAnswer;
import tidings.log.rocksdb.RocksLog;
import tidings.server.config.HostPort;
import tidings.server.config.ServerConfig;
import tidings.server.metrics.Metrics;

class TidingsServerTest {
    @TempDir
    Path data;

    @Test
    void whatWasPublishedIsThereAfterARestart() throws StartException {
        String first;
        try (TestServer server = TestServer.start(TestServer.config(data))) {
            first = server.post("/c/news", "hello").body();
            assertThat(server.get("/health/ready").status()).isEqualTo(200);
        }
        try (TestServer server = TestServer.start(TestServer.config(data))) {
            assertThat(server.get("/c/news").body()).contains("\"text\":\"hello\"");
            String epoch = first.substring(0, first.indexOf("\"offset\""));
            assertThat(server.post("/c/news", "again").body()).startsWith(epoch)
                    .contains("\"offset\":2");
        }
    }

    @Test
    void aLockedDirectoryIsOneLine() throws StartException {
        try (TestServer server = TestServer.start(TestServer.config(data))) {
            assertThat(server.get("/health/live").status()).isEqualTo(200);
            assertThatThrownBy(() -> TestServer.start(TestServer.config(data)))
                    .isInstanceOf(StartException.class).message().contains("in use")
                    .doesNotContain("\n");
        }
    }

    @Test
    void aPortInUseIsOneLineAndLeavesNothingOpen() throws StartException {
        try (TestServer server = TestServer.start(TestServer.config(data.resolve("one")))) {
            HostPort taken = new HostPort("localhost", server.port());
            HostPort any = new HostPort("localhost", 0);
            ServerConfig other = ServerConfig.defaults(data.resolve("two"));
            for (ServerConfig config : List.of(other.withListen(taken, any, any),
                    other.withListen(any, taken, any), other.withListen(any, any, taken))) {
                assertThatThrownBy(() -> TestServer.start(config))
                        .isInstanceOf(StartException.class).message().contains("in use")
                        .doesNotContain("\n");
            }
            TestServer.start(other.withListen(any, any, any)).close();
        }
    }

    @Test
    void aForeignDirectoryIsOneLineAndUntouched() throws Exception {
        Path letter = Files.writeString(data.resolve("letter.txt"), "dear");
        assertThatThrownBy(() -> TestServer.start(TestServer.config(data)))
                .isInstanceOf(StartException.class).message().contains("letter.txt")
                .doesNotContain("\n");
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(letter);
        }
    }

    @Test
    void aSessionThatCantBeReadIsOneLineAndLeavesNothingOpen() throws Exception {
        ServerConfig config = TestServer.config(data);
        byte[] session = "device".getBytes(StandardCharsets.UTF_8);
        byte[] ofLaterVersion = {99};
        write(config, new TableWrite("sessions", session, new TableValue.Bytes(ofLaterVersion)));
        assertThatThrownBy(() -> TestServer.start(config)).isInstanceOf(StartException.class)
                .message().contains("sessions", "version 99").doesNotContain("\n");
        write(config, new TableWrite("sessions", session, new TableValue.Removed()));
        TestServer.start(config).close();
    }

    private static void write(ServerConfig config, TableWrite row) throws Exception {
        FailStop failStop = (reason, cause) -> {
            throw new AssertionError(reason, cause);
        };
        try (RocksLog log = RocksLog.open(config.log(), TimeSource.SYSTEM,
                new Metrics().logMeter(), failStop)) {
            assertThat(log.write(0, List.of(row)).toCompletableFuture().join())
                    .isEqualTo(new WriteAnswer.Written());
        }
    }

    @Test
    void theApiAsksForAKeyOnceThereIsOne() throws StartException {
        String publish = "{\"channel\":\"news\",\"data\":{}}";
        ServerConfig open = TestServer.config(data);
        try (TestServer server = TestServer.start(open)) {
            assertThat(server.post("/api/publish", publish).status()).isEqualTo(200);
        }
        try (TestServer server = TestServer.start(open.withApiKeys(List.of("k")))) {
            assertThat(server.post("/api/publish", publish).status()).isEqualTo(401);
            assertThat(server.post("/api/publish?api_key=x", publish).status()).isEqualTo(401);
            assertThat(server.post("/api/publish?api_key=k", publish).status()).isEqualTo(200);
        }
    }

    @Test
    void anEmptyKeyOpensNothing() throws StartException {
        String publish = "{\"channel\":\"news\",\"data\":{}}";
        ServerConfig config = TestServer.config(data).withApiKeys(List.of("", " "));
        try (TestServer server = TestServer.start(config)) {
            assertThat(server.post("/api/publish", publish).status()).isEqualTo(401);
            assertThat(server.post("/api/publish?api_key=", publish).status()).isEqualTo(401);
            assertThat(server.post("/api/publish?api_key=%20", publish).status()).isEqualTo(401);
        }
    }

    @Test
    void theApiWritesIntoNoneOfTheServersOwnTrees() throws StartException {
        try (TestServer server = TestServer.start(TestServer.config(data))) {
            for (String name : List.of("$SYS/broker/version", "$share/g/x", "$tidings", "$SYS:x")) {
                String channel = "{\"channel\":\"%s\",\"data\":{}}".formatted(name);
                assertThat(server.post("/api/publish", channel).body()).contains("\"code\":103",
                        "may not publish in '" + name + "'");
                assertThat(server.post("/api/history_remove", channel).body())
                        .contains("\"code\":103");
            }
            assertThat(server.post("/api/broadcast",
                    "{\"channels\":[\"$SYS/x\",\"$other\"],\"data\":{}}").body())
                    .containsPattern("\"code\":103.*\"offset\":1");
        }
    }

    @Test
    void metricsAreOnTheAdminListenerOnly() throws StartException {
        try (TestServer server = TestServer.start(TestServer.config(data))) {
            server.post("/c/news", "hello");
            server.post("/c/$SYS", "hello");
            assertThat(server.getAdmin("/metrics").body())
                    .contains("tidings_refusals_total{kind=\"not_allowed\"} 1.0",
                            "tidings_published_bytes_total 5.0",
                            "tidings_publishes_total{outcome=\"stored\"} 1.0",
                            "tidings_log_commit_seconds_count 1");
            assertThat(server.get("/metrics").status()).isEqualTo(404);
            assertThat(server.getAdmin("/c/news").status()).isEqualTo(404);
        }
    }
}

package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.server.TidingsServer;
import tidings.server.config.HostPort;
import tidings.server.config.ServerConfig;
import tidings.server.identity.IdentitySettings;
import tidings.server.identity.TokenSettings;

/// `pub`, `sub` and `history` against a server in this process.
class CommandsTest {
    private static final HostPort ANY = new HostPort("localhost", 0);

    @TempDir
    Path data;
    private TidingsServer server;
    private String url;

    @BeforeEach
    void start() throws Exception {
        server = TidingsServer.start(ServerConfig.defaults(data).withListen(ANY, ANY, ANY),
                (reason, cause) -> {
                    throw new AssertionError(reason, cause);
                });
        url = "http://localhost:" + server.addresses().getFirst().getPort();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CommandRun run(String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--url";
        all[args.length + 1] = url;
        return CommandRun.of(all);
    }

    @Test
    void aMessageIsPublishedAndReadBack() {
        CommandRun pub = run("pub", "news", "hello");
        assertThat(pub.exit()).as(pub.err()).isZero();
        assertThat(pub.out()).matches("[^:\n]{8}:1\n");
        assertThat(run("pub", "news", "{\"a\":1}", "--json", "--tag", "k=v").out())
                .matches("\\{\"channel\":\"news\",\"epoch\":\"[^\"]+\",\"offset\":2}\n");
        assertThat(run("history", "news").out().lines().map(line -> line.split("  ", 3)[2]))
                .containsExactly("hello", "{\"a\":1}");
        assertThat(run("history", "news", "--json", "--after", "1").out())
                .startsWith("{\"channel\":\"news\",\"epoch\":\"")
                .contains("\"offset\":2", "\"data\":{\"a\":1}", "\"tags\":{\"k\":\"v\"}");
    }

    @Test
    void aTokenIsShownWhereTheServerAsks() throws Exception {
        server.close();
        server = TidingsServer.start(
                ServerConfig.defaults(data).withListen(ANY, ANY, ANY).withIdentity(
                        new IdentitySettings(false, null,
                                new TokenSettings("s", null, "", "", ""))),
                (reason, cause) -> {
                    throw new AssertionError(reason, cause);
                });
        url = "http://localhost:" + server.addresses().getFirst().getPort();
        CommandRun without = run("pub", "news", "hello");
        assertThat(without.exit()).isEqualTo(4);
        assertThat(without.err()).contains("401", "--token");
        String token = CommandRun.of("token", "new", "--user", "alice", "--secret", "s").out()
                .strip();
        assertThat(run("pub", "news", "hello", "--token", token).exit()).isZero();
        assertThat(run("history", "news", "--json", "--token", token).out())
                .contains("\"user\":\"alice\"");
        assertThat(run("pub", "news", "hello", "--token", "a b").exit()).isEqualTo(2);
    }

    @Test
    void aKeyStoresOnce() {
        String first = run("pub", "news", "hello", "--id", "k1").out().strip();
        assertThat(run("pub", "news", "hello", "--id", "k1").out().strip())
                .isEqualTo(first + " (stored before)");
        CommandRun other = run("pub", "news", "another", "--id", "k1");
        assertThat(other.exit()).isEqualTo(4);
        assertThat(other.err()).contains("key_reused", "tidings errors");
    }

    @Test
    void namesMayHoldAnything() {
        String name = "a/b:c d/ü%2F&x=1";
        assertThat(run("pub", name, "x").exit()).isZero();
        assertThat(run("history", name, "--json").out()).contains("\"channel\":\"" + name + "\"");
    }

    @Test
    void refusalsAreExitCode4AndSayWhatToDo() {
        CommandRun reserved = run("pub", "$SYS/x", "x");
        assertThat(reserved.exit()).isEqualTo(4);
        assertThat(reserved.err()).contains("not_allowed").contains("tidings config show");
        assertThat(run("history", "news", "--limit", "0").exit()).isEqualTo(2);
        assertThat(run("history", "news", "--after", "9").exit()).isEqualTo(4);
        assertThat(run("sub", "news", "--since", "elsewhere:3").err())
                .contains("position_lost", "--since all");
        assertThat(run("sub", "news", "--since", "yesterday").exit()).isEqualTo(2);
    }

    @Test
    void nothingThereIsExitCode3() {
        server.close();
        CommandRun run = run("pub", "news", "x");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("tidings serve");
    }

    @Test
    void aSubscriberShowsWhatIsKeptAndThenWhatComes() {
        for (int i = 1; i <= 5; i++) {
            run("pub", "news", "m" + i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread sub = Thread.ofVirtual().start(() -> Main.run(CommandRun.output(out, err), "sub",
                "news", "--since", "2", "--url", url));
        awaitLines(out, "m4", "m5");
        run("pub", "news", "m6");
        awaitLines(out, "m4", "m5", "m6");
        restart();
        run("pub", "news", "m7");
        awaitLines(out, "m4", "m5", "m6", "m7");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("coming back");
        sub.interrupt();
    }

    private void restart() {
        int port = server.addresses().getFirst().getPort();
        server.close();
        try {
            server = TidingsServer.start(
                    ServerConfig.defaults(data).withListen(new HostPort("localhost", port), ANY,
                            ANY),
                    (reason, cause) -> {
                        throw new AssertionError(reason, cause);
                    });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sinceAllReadsEveryPage() {
        run("pub", "news", "first");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thread sub = Thread.ofVirtual().start(() -> Main.run(
                CommandRun.output(out, new ByteArrayOutputStream()), "sub", "news", "--since",
                "all", "--json", "--url", url));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> out.toString(StandardCharsets.UTF_8).contains("\"text\":\"first\""));
        sub.interrupt();
    }

    private static void awaitLines(ByteArrayOutputStream out, String... lines) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(out.toString(StandardCharsets.UTF_8).lines())
                        .containsExactly(lines));
    }
}

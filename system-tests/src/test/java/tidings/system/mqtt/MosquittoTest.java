package tidings.system.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.system.ChannelHttp;
import tidings.system.ServerProcess;

/// `mosquitto_pub` and `mosquitto_sub` as they are typed in a shell, against the packaged server.
class MosquittoTest {
    private static final int WITHIN_SECONDS = 20;

    @TempDir
    static Path directory;
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Process run(String tool, String version, String... arguments)
            throws IOException {
        // Told line by line, as in a terminal.
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", "mosquitto_" + tool, "-h",
                "localhost", "-p", "" + server.mqttPort(), "-V", version));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// What it printed.
    private static String ends(Process process, int code) throws Exception {
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(code);
        return said;
    }

    private static void publish(String version, String... arguments) throws Exception {
        assertThat(ends(run("pub", version, arguments), 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void aSessionGetsWhatWasPublishedWhileItWasAway(String version) throws Exception {
        String topic = "mosquitto/" + UUID.randomUUID();
        String[] subscribe = {"-i", topic, "-c", "-q", "2", "-t", topic + "/#", "-x", "600",
                "-W", "" + WITHIN_SECONDS, "-v", "-F", "%t %q %r %p"};
        if (version.equals("mqttv311")) {
            subscribe[7] = "-k"; // 3.1.1 knows no expiry
            subscribe[8] = "60";
        }
        ends(run("sub", version, and(subscribe, "-E")), 0);
        publish(version, "-t", topic + "/a", "-m", "none", "-q", "0");
        publish(version, "-t", topic + "/a", "-m", "one", "-q", "1");
        publish(version, "-t", topic + "/b", "-m", "two", "-q", "2", "-r");
        publish(version, "-t", topic + "/b", "-m", "three", "-q", "2");
        // It subscribes anew when it comes back: what is retained comes after what it has missed.
        String got = ends(run("sub", version, and(subscribe, "-C", "3")), 0);
        assertThat(got.lines().toList()).containsExactlyInAnyOrder(topic + "/a 1 0 one",
                topic + "/b 2 0 two", topic + "/b 2 0 three");
    }

    private static String[] and(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void whatIsRetainedComesAtOnceAndIsClearedByNothing(String version) throws Exception {
        String topic = "mosquitto/" + UUID.randomUUID();
        publish(version, "-t", topic + "/a", "-m", "21", "-r", "-q", "1");
        publish(version, "-t", topic + "/b", "-m", "22", "-r", "-q", "1");
        publish(version, "-t", topic + "/b", "-n", "-r", "-q", "1");
        assertThat(ends(run("sub", version, "-t", topic + "/+", "-C", "1", "-F", "%t %r %p",
                "-W", "" + WITHIN_SECONDS), 0)).isEqualTo(topic + "/a 1 21\n");
        // 27: it timed out, with nothing.
        assertThat(ends(run("sub", version, "-t", topic + "/b", "-C", "1", "-W", "1"), 27))
                .doesNotContain("22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void thoseWhoShareGetEachLineOnceBetweenThem(String version) throws Exception {
        String topic = "mosquitto/" + UUID.randomUUID();
        List<BufferedReader> sharers = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            BufferedReader said = run("sub", version, "-t", "$share/group/" + topic, "-q", "1",
                    "-F", "got %p", "-W", "4", "-d").inputReader(StandardCharsets.UTF_8);
            sharers.add(said);
            while (!said.readLine().startsWith("Subscribed")) {
                // what else it tells
            }
        }
        List<String> expected = new ArrayList<>();
        Process pub = run("pub", version, "-t", topic, "-l", "-q", "1");
        for (int n = 0; n < 50; n++) {
            pub.getOutputStream().write(("line " + n + "\n").getBytes(StandardCharsets.UTF_8));
            expected.add("got line " + n);
        }
        ends(pub, 0);
        List<List<String>> got = sharers.stream().map(
                said -> said.lines().filter(line -> line.startsWith("got ")).toList()).toList();
        assertThat(got).noneMatch(List::isEmpty);
        assertThat(got.stream().flatMap(List::stream).toList())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void linesOfAFileAreEntriesInTheirOrder(String version) throws Exception {
        String topic = "mosquitto/" + UUID.randomUUID();
        StringBuilder lines = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < 500; n++) {
            lines.append("line ").append(n).append('\n');
            expected.add("line " + n);
        }
        Process pub = run("pub", version, "-t", topic, "-l", "-q", "2");
        pub.getOutputStream().write(lines.toString().getBytes(StandardCharsets.UTF_8));
        ends(pub, 0);
        try (ChannelHttp http = new ChannelHttp(server.url())) {
            assertThat(http.whole(topic).entries().values()).containsExactlyElementsOf(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void aWholeFileComesWhole(String version, @TempDir Path own) throws Exception {
        String topic = "mosquitto/" + UUID.randomUUID();
        Path file = Files.writeString(own.resolve("file"), "0123456789".repeat(6_000));
        publish(version, "-t", topic, "-f", file.toString(), "-q", "1", "-r");
        assertThat(ends(run("sub", version, "-t", topic, "-C", "1", "-N", "-W",
                "" + WITHIN_SECONDS), 0)).isEqualTo(Files.readString(file));
    }
}

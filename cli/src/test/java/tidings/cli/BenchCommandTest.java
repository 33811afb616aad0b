package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.cli.bench.RoomServer;
import tidings.cli.json.Json;
import tidings.server.TidingsServer;
import tidings.server.config.HostPort;
import tidings.server.config.ServerConfig;

/// `tidings bench`. What the figures are is not tested here: other tests run on the same machine.
/// So a run may also be refused because the generator was late, but never say that a sound server
/// has lost something.
class BenchCommandTest {
    @TempDir
    Path data;

    private static CommandRun bench(String url, String line) {
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(List.of(line.split(" ")));
        all.addAll(List.of("--url", url, "--json"));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static Map<?, ?> result(CommandRun run) throws Exception {
        if (Json.parse(run.out().strip()) instanceof Map<?, ?> fields) {
            return fields;
        }
        throw new AssertionError("no result: " + run);
    }

    private static TidingsServer server(Path data) throws Exception {
        HostPort any = new HostPort("localhost", 0);
        return TidingsServer.start(ServerConfig.defaults(data).withListen(any, any, any),
                (reason, cause) -> {
                    throw new AssertionError(reason, cause);
                });
    }

    private static String url(TidingsServer server) {
        return "http://localhost:" + server.addresses().getFirst().getPort();
    }

    private static String mqttAddress(TidingsServer server) {
        return "localhost:" + server.mqttAddresses().getFirst().getPort();
    }

    @ParameterizedTest
    @CsvSource({"LOSES, deliveries were lost", "DOUBLES, deliveries came twice",
            "REORDERS, subscribers saw another order",
            "MISROUTES, deliveries went to the wrong room", "INVENTS, messages were of nobody"})
    void aServersMistakeIsSeen(RoomServer.Mistake mistake, String said) throws Exception {
        try (RoomServer server = RoomServer.start(mistake)) {
            CommandRun run = bench(server.url(), "rooms --protocol raw --rooms 3 --members 4"
                    + " --rate 20 --warmup 0 --duration 1 --drain 0.5");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains(said);
            assertThat(String.valueOf(result(run).get("broken"))).contains(said);
        }
    }

    @Test
    void onePublishersMessagesOutOfOrderAreSeen() throws Exception {
        try (RoomServer server = RoomServer.start(RoomServer.Mistake.REORDERS)) {
            CommandRun run = bench(server.url(), "fanout --protocol raw --conns 5 --rate 200"
                    + " --warmup 0 --duration 1 --drain 0.5");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains("deliveries were out of order");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fanout --conns 20 --rate 100", "rooms --rooms 3 --members 4 --rate 20",
            "rooms --rooms 3 --members 4 --max --window 2",
            "fanout --conns 5 --max --publishers 2"})
    void aServerWithoutMistakesIsNotAccused(String load) throws Exception {
        try (RoomServer server = RoomServer.start(RoomServer.Mistake.NONE)) {
            Map<?, ?> result = result(bench(server.url(),
                    load + " --protocol raw --warmup 0.1 --duration 0.5"));
            assertThat((List<?>) result.get("broken")).isEmpty();
            assertThat(result.get("expected")).isEqualTo(result.get("received"))
                    .isNotEqualTo(0L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "protobuf"})
    void everyKindOfLoadRunsAgainstAServer(String protocol) throws Exception {
        try (TidingsServer server = server(data)) {
            String common = " --protocol " + protocol;
            String time = common + " --warmup 0.1 --duration 0.5";
            for (String load : List.of("fanout --conns 20 --rate 100" + time,
                    "fanout --conns 20 --stuck 3 --max" + time,
                    "rooms --rooms 3 --members 4 --rate 20" + time,
                    "publish --conns 2 --rate 100" + time,
                    "publish --max --window 64" + time,
                    "storm --conns 30 --missed 5 --rounds 2 --away 0.1" + common,
                    "storm --conns 30 --rooms 4 --missed 5 --rounds 2 --away 0.1" + common)) {
                Map<?, ?> result = result(bench(url(server), load));
                assertThat((List<?>) result.get("broken")).as(load).isEmpty();
            }
        }
    }

    private static CommandRun benchMqtt(String address, String line) {
        List<String> all = new ArrayList<>(List.of("bench", "mqtt"));
        all.addAll(List.of(line.split(" ")));
        all.addAll(List.of("--mqtt", address, "--json"));
        return CommandRun.of(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"5, 0, tcp", "5, 1, tcp", "5, 2, tcp", "3.1.1, 1, tcp", "5, 0, ws", "5, 1, ws",
            "3.1.1, 2, ws"})
    void everyKindOfLoadRunsOverMqtt(String version, int qos, String over) throws Exception {
        try (TidingsServer server = server(data)) {
            String address = over.equals("ws")
                    ? url(server).replace("http:", "ws:") + "/mqtt"
                    : mqttAddress(server);
            String common = " --protocol " + version + " -q " + qos;
            String time = common + " --warmup 0.1 --duration 0.5";
            List<String> loads = new ArrayList<>(
                    List.of("fanout --conns 20 --rate 100" + time,
                            "fanout --conns 20 --keep-session --max" + time,
                            "rooms --rooms 3 --members 4 --rate 20" + time));
            if (qos > 0) {
                loads.add("publish --conns 2 --rate 100" + time);
                loads.add("publish --max --window 64 --away 3" + time);
                loads.add("storm --conns 30 --missed 5 --rounds 2 --away 0.1" + common);
                loads.add("storm --conns 30 --rooms 4 --missed 90 --rounds 2 --away 0.1" + common);
            }
            for (String load : loads) {
                Map<?, ?> result = result(benchMqtt(address, load));
                assertThat((List<?>) result.get("broken")).as(load).isEmpty();
            }
        }
    }

    @Test
    void moreThanTheServerTakesUnansweredIsNotAskedOfIt() throws Exception {
        try (TidingsServer server = server(data)) {
            CommandRun run = benchMqtt(mqttAddress(server), "publish --max --window 65");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains("at most 64 unanswered", "--window");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish -q 0", "storm -q 0", "fanout -q 3", "fanout --protocol 4",
            "fanout --user me", "publish --away -1"})
    void whatMakesNoSenseOverMqttIsExitCode2(String load) {
        assertThat(benchMqtt("127.0.0.1:1", load).exit()).isEqualTo(2);
    }

    @Test
    void encryptionIsNotMeasured() {
        assertThat(benchMqtt("mqtts://127.0.0.1:1", "fanout").exit()).isEqualTo(2);
    }

    @Test
    void aServersProcessIsWatched() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java")
                        .toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), "tidings.cli.Main", "serve", "--listen",
                "localhost:0", "--data", data.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TIDINGS_ADMIN", "localhost:0");
        builder.environment().put("TIDINGS_MQTT_LISTEN", "localhost:0");
        Process server = builder.start();
        try {
            String url = serverUrl(server);
            Map<?, ?> idle = result(bench(url,
                    "idle --conns 50 --settle 0.1 --pid " + server.pid()));
            assertThat((List<?>) idle.get("broken")).isEmpty();
            assertThat(idle.get("heap_bytes_after")).asInstanceOf(LONG).isGreaterThan(1_000_000);
            assertThat(idle.get("rss_bytes_after")).asInstanceOf(LONG).isGreaterThan(10_000_000);
            Map<?, ?> fanout = result(bench(url,
                    "fanout --conns 20 --rate 100 --warmup 0.1 --duration 0.5 --pid "
                            + server.pid()));
            assertThat(fanout.get("server_us_per_delivery"))
                    .isInstanceOfSatisfying(Json.Raw.class, micros -> assertThat(
                            Double.parseDouble(micros.text())).isPositive());
        } finally {
            server.destroyForcibly();
            server.waitFor();
        }
    }

    /// As the banner has it.
    private static String serverUrl(Process server) throws Exception {
        BufferedReader lines = server.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("  server   ")) {
                return line.substring("  server   ".length());
            }
        }
        throw new AssertionError("the server did not start");
    }

    /// What the generator calls acknowledged is in the log: no more, no less.
    @Test
    void asManyEntriesAreStoredAsPublishesWereAcknowledged() throws Exception {
        try (TidingsServer server = server(data)) {
            Map<?, ?> result = result(bench(url(server),
                    "publish --max --window 256 --channel count: --warmup 0.1 --duration 0.5"));
            CommandRun history = CommandRun.of("history", "count:0", "--limit", "1", "--json",
                    "--url", url(server));
            assertThat(result.get("unanswered")).isEqualTo(0L);
            assertThat(result(history).get("offset")).isEqualTo(result.get("published"));
        }
    }

    @Test
    void whereNothingAnswersIsExitCode3AndSaysWhatToDo() {
        CommandRun run = bench("http://127.0.0.1:1", "storm --conns 1");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("tidings serve", "--url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fanout --max --rate 3", "fanout --payload 10", "rooms --rooms 0",
            "publish --protocol raw", "fanout --protocol redis", "idle --conns 5",
            "fanout --pid 4194305", "storm --rounds 0", "fanout --window 0 --max"})
    void whatMakesNoSenseIsExitCode2(String load) {
        assertThat(bench("http://127.0.0.1:1", load).exit()).isEqualTo(2);
    }

    @Test
    void everyUnitIsInTheHelp() {
        for (String kind : List.of("fanout", "rooms", "publish")) {
            assertThat(CommandRun.of("bench", kind, "--help").out().replaceAll("\\s+", " "))
                    .contains("SECONDS", "BYTES", "a second");
        }
    }
}

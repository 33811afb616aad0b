package tidings.system.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tidings.testkit.docs.ReferencePage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Writes `docs/reliability.md`: every fault and abuse, the test that tries it, and the figures of
/// the long runs as they stand in `docs/results`.
class ReliabilityPageTest {
    private static final String HEAD = """
            # Reliability

            Written by `ReliabilityPageTest` from its rows and from the files in `docs/results`; do not
            edit.

            Promises are only worth what was tried. Each row below is a test by this name, in `./test`;
            `./test --long` repeats the crashes 300 times each (under MQTT devices 100), makes crowds larger,
            and fuzzes longer. Of the long runs, those with figures in the tables have been run; the larger
            crowds once; the fuzzers for ten minutes each, those of the log's files for five or until they
            found something.

            ## The crash laboratory

            A driver publishes and subscribes at every door at once (Centrifuge over WebSocket in JSON and
            in Protobuf, `POST /c`, `/api/publish`, server-sent events; some subscribers are slow, some
            messages have idempotency keys and are repeated until they are answered). Each message says
            which it is, which came before it, and has a checksum. Everything that anybody saw is written
            into a history, and a checker that believes nothing the server says judges it: lost, doubled,
            reordered, divergent, forged, skipped, stale epochs, real time, liveness, idempotency, leaks.
            The checker is checked by histories in which one thing is wrong, and the whole laboratory by
            mistakes that are planted in the engine (`PlantedLogFlawsTest`).

            Devices speak MQTT 3.1.1 and 5.0 beside it, in runs of their own: they remember packet
            identifiers over connections, send again with DUP, leave with and without a word, and judge
            what comes as it comes. Their messages are numbered: the next one of a topic is the next
            number, one of QoS 2 never comes twice, and in the end the logs, the retained states and the
            wills are what the devices know.

            The last long runs:

            | what | how often | acknowledged | of those lost or doubled | received and checked | acknowledged/s, starts included | where |
            |---|---|---|---|---|---|---|
            """;

    private record LongRun(String what, String file) {}

    private static final List<LongRun> LONG_RUNS = List.of(
            new LongRun("`kill -9` (F1)", "crash-kill.json"),
            new LongRun("power cut (F2)", "crash-cut.json"),
            new LongRun("`kill -9` under MQTT devices (F1)", "crash-mqtt-kill.json"),
            new LongRun("power cut under MQTT devices (F2)", "crash-mqtt-cut.json"));

    private static final String SIMULATION = """

            ## The simulation

            Core and gateway with their loops, hops, timers, outboxes and log in one thread, where a seed
            decides what comes first, what fails and who is slow. After each step invariants are asserted;
            `./test --simulate N..N` replays a seed of each. `./test` runs 10,000 schedules of core, 3,000 of
            core and gateway, and 2,000 of MQTT sessions over core (`FilterSimulation`: what each device must
            have in the end, over kills and power cuts); mistakes that are planted in any of them are found
            within 20,000 (`PlantedFlawsTest`, `GatewayPlantedFlawsTest`, `FilterFlawsTest`). 4,000 more compare
            with the log what `recovery: cache` begins with, over kills (`LatestSimulationTest`).

            The last long runs, in which nothing was found:

            | what | schedules | seconds | where |
            |---|---|---|---|
            """;

    @Test
    void everyRowIsOnThePage() throws Exception {
        StringBuilder page = new StringBuilder(HEAD);
        for (LongRun run : LONG_RUNS) {
            page.append(figures(run));
        }
        page.append(SIMULATION).append(schedules("core", "simulation-core.json"))
                .append(schedules("core and gateway", "simulation-gateway.json"))
                .append(schedules("MQTT sessions", "simulation-filters.json"));
        page.append("\n## Faults\n");
        table(page, FaultRows.ALL);
        page.append("\nNot yet:\n\n");
        FaultRows.LATER.forEach(line -> page.append("* ").append(line).append('\n'));
        if (!AbuseRows.ALL.isEmpty()) {
            page.append("\n## Abuse\n");
            table(page, AbuseRows.ALL);
        }
        ReferencePage.verify(Path.of("docs/reliability.md"), page.toString());
    }

    private static String figures(LongRun run) throws Exception {
        Path file = Codebase.CHECKOUT.resolve("docs/results").resolve(run.file());
        if (!Files.exists(file)) {
            return "| %s | not run yet | | | | | |\n".formatted(run.what());
        }
        JsonNode figures = new ObjectMapper().readTree(Codebase.text(file));
        return "| %s | %,d | %,d | %d | %,d | %,d | %s, %s |\n".formatted(run.what(),
                figures.get("faults").asLong(), figures.get("acknowledged").asLong(),
                figures.get("violations").asLong(), figures.get("received").asLong(),
                figures.get("acknowledged-per-second").asLong(),
                figures.get("machine").asString(), figures.get("date").asString());
    }

    private static String schedules(String what, String name) throws Exception {
        Path file = Codebase.CHECKOUT.resolve("docs/results").resolve(name);
        if (!Files.exists(file)) {
            return "| %s | not run yet | | |\n".formatted(what);
        }
        JsonNode figures = new ObjectMapper().readTree(Codebase.text(file));
        return "| %s | %,d | %,d | %s, %s |\n".formatted(what, figures.get("schedules").asLong(),
                figures.get("seconds").asLong(), figures.get("machine").asString(),
                figures.get("date").asString());
    }

    private static void table(StringBuilder page, List<Row> rows) {
        page.append("\n| row | what | what must come of it | test |\n|---|---|---|---|\n");
        for (Row row : rows) {
            page.append("| %s | %s | %s | `%s` |\n".formatted(row.id(),
                    ReferencePage.cell(row.what()), ReferencePage.cell(row.outcome()),
                    row.test()));
        }
    }

    /// A row without its test would be a promise that nobody tries.
    @Test
    void everyNamedTestExists() {
        List<String> missing = new ArrayList<>();
        Stream.concat(FaultRows.ALL.stream(), AbuseRows.ALL.stream()).forEach(row -> {
            if (!exists(row)) {
                missing.add(row.id() + " " + row.test());
            }
        });
        assertThat(missing).isEmpty();
    }

    private static boolean exists(Row row) {
        String[] parts = row.test().split("\\.", -1);
        String method = parts[parts.length - 1];
        String file = parts[parts.length - 2] + ".java";
        return Codebase.sources("src/test").stream()
                .filter(source -> source.getFileName().toString().equals(file))
                .anyMatch(source -> Codebase.text(source).contains("void " + method + "("));
    }
}

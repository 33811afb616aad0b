package tidings.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// The page, from results.
final class PerformancePage {
    static final List<String> SUITES = List.of("fanout", "closed", "logged", "publish", "idle",
            "storm", "stuck", "start", "fanout-mqtt", "closed-mqtt", "publish-mqtt", "disk-mqtt",
            "reconnect-mqtt", "idle-mqtt", "hot");
    private static final int ROUNDS_NEEDED = 5;

    private static final String HEAD = """
            # Performance

            Written by `PerformancePageTest` from `benchmarks/results`; do not edit. `benchmarks/run`
            writes those: server on core 0, generator (`tidings bench`) on core 1, loopback, payloads of
            128 bytes (publishes: 200). What is compared was measured in turn within one sitting; all
            sittings of a suite count together. Absolute figures belong to their machine; ratios travel.

            The floor is the least that a WebSocket broadcast server over Netty can cost
            (`tidings.benchmarks.floor`): no protocol, no order, no limits, no memory.

            MQTT is measured beside Debian's mosquitto, as it comes, with a listener for each transport.
            It keeps nothing of QoS 0, so what is compared is a channel that is not logged; the rows
            `logged` are one that is. Publishes of QoS 1 are compared with mosquitto that saves at every
            change (`autosave_on_changes`, `autosave_interval 1`). Disk bytes are what the process made
            the system write (`write_bytes` of `/proc/PID/io`): the log, what the engine rewrites later,
            and that a sync writes whole pages.

            Publishes to the log are compared with Redis that syncs each (`appendfsync always`) and does not
            rewrite its file meanwhile: a second process would do that, on the same core. What a write and
            a sync cost by themselves (`SyncFloor`, the rows `sync`) is the least of a message that is kept;
            it is the machine's.

            ## Budgets

            Of runs that count: the generator was not the limit, nothing was lost, doubled or out of order,
            and nobody else used more than 5 % of the server's core (where it writes to the disk 10 %:
            there are threads of the system that write for it). What is compared was measured in turn in
            one round, if both runs count; a budget is met or missed by the median over all rounds.

            | budget | limit | measured | runs | |
            |---|---|---|---|---|
            """;

    /// What a suite's table shows: a title, the field, and digits behind the point.
    private record Column(String title, String field, int digits) {}

    private static final Column DELIVERY = new Column("µs a delivery", "server_us_per_delivery", 3);
    private static final Column PUBLISH = new Column("µs a publish", "server_us_per_publish", 1);
    private static final Column SERVER = new Column("server, cores", "server_cores", 2);
    private static final Column GENERATOR = new Column("generator, cores", "generator_cores", 2);
    private static final Column OTHERS = new Column("others, cores", "others_cores", 3);
    private static final Column P50 = new Column("p50 µs", "latency_us.p50", 0);
    private static final Column P99 = new Column("p99 µs", "latency_us.p99", 0);
    private static final Column DELIVERIES = new Column("deliveries/s", "deliveries_per_second", 0);
    private static final Column PUBLISHES = new Column("publishes/s", "publishes_per_second", 0);

    private static final List<Column> FIXED = List.of(DELIVERY, PUBLISH, P50, P99, SERVER,
            GENERATOR, OTHERS);
    private static final List<Column> CLOSED = List.of(DELIVERIES, DELIVERY, P50, P99, SERVER,
            GENERATOR, OTHERS);
    private static final List<Column> PUBLISHED = List.of(PUBLISHES, PUBLISH, P50, P99, SERVER,
            GENERATOR, OTHERS);
    private static final List<Column> IDLE = List.of(
            new Column("heap bytes each", "heap_bytes_per_connection", 0),
            new Column("RSS bytes each", "rss_bytes_per_connection", 0),
            new Column("RSS bytes each before the collection",
                    "rss_bytes_per_connection_before_collection", 0));
    private static final List<Column> STORM = List.of(
            new Column("connected s", "ready_seconds", 3),
            new Column("recovered s", "recovered_seconds", 3),
            new Column("entries", "recovered_entries", 0),
            new Column("ListenDrops", "listen_drops", 0), SERVER, GENERATOR);

    private static final Map<String, List<Column>> COLUMNS = Map.ofEntries(
            Map.entry("fanout", FIXED), Map.entry("fanout-mqtt", FIXED),
            Map.entry("closed", CLOSED), Map.entry("closed-mqtt", CLOSED),
            Map.entry("logged", FIXED),
            Map.entry("publish", PUBLISHED), Map.entry("publish-mqtt", PUBLISHED),
            Map.entry("disk-mqtt", List.of(
                    new Column("disk bytes a message", "server_disk_bytes_per_publish", 0),
                    PUBLISHES, PUBLISH, SERVER, OTHERS)),
            Map.entry("idle", IDLE), Map.entry("idle-mqtt", IDLE),
            Map.entry("storm", STORM), Map.entry("reconnect-mqtt", STORM),
            Map.entry("stuck", List.of(P50, P99, DELIVERY, new Column("RSS growth bytes",
                    "server_rss_growth_bytes", 0), SERVER, GENERATOR, OTHERS)),
            Map.entry("start", List.of(new Column("ms", "ms", 0))),
            Map.entry("hot", List.of(new Column("ns", "ns", 0),
                    new Column("bytes allocated", "alloc_bytes", 0))));

    private PerformancePage() {}

    static String write(Function<String, Results> read) {
        StringBuilder page = new StringBuilder(HEAD);
        Budget.ALL.forEach(budget -> row(page, budget, read.apply(budget.suite())));
        syncFloor(page, read.apply("logged"));
        SUITES.forEach(suite -> suite(page, read.apply(suite)));
        return page.toString();
    }

    private static void row(StringBuilder page, Budget budget, Results results) {
        double[] figures = budget.figures().apply(results).sorted().toArray();
        double median = median(figures);
        String verdict = figures.length == 0
                ? "not measured"
                : figures.length < ROUNDS_NEEDED
                        ? "too few runs"
                        : budget.isMet(median) ? "met" : "**missed**";
        page.append("| %s | %s %s %s | %s | %d | %s |\n".formatted(budget.what(),
                budget.atMost() ? "≤" : "≥", decimal(budget.limit(), 2), budget.unit(),
                figures.length == 0 ? "–" : decimal(median, 2) + " " + budget.unit(),
                figures.length, verdict));
    }

    private static void syncFloor(StringBuilder page, Results logged) {
        double[] figures = logged.counted("1x100", "sync").stream()
                .mapToDouble(run -> Results.number(run, PUBLISH.field())).sorted().toArray();
        if (figures.length > 0) {
            page.append(
                    "\nA write and a sync by themselves, 199 a second: %s µs of CPU (%d runs).\n"
                            .formatted(decimal(median(figures), 2), figures.length));
        }
    }

    /// @param sorted not a number if there is none
    private static double median(double[] sorted) {
        int count = sorted.length;
        return count == 0 ? Double.NaN : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    private static void suite(StringBuilder page, Results results) {
        List<Column> columns = COLUMNS.getOrDefault(results.suite(), List.of());
        for (Results.Sitting sitting : results.sittings()) {
            Map<?, ?> head = sitting.head();
            page.append("\n## %s, %s\n\n".formatted(results.suite(), head.get("date")));
            page.append("%s; Linux %s; %s; commit `%s`.\n".formatted(head.get("machine"),
                    head.get("kernel"), head.get("jvm"), head.get("commit")));
            if (head.get("beside") instanceof String beside && !beside.isEmpty()) {
                page.append("Beside it: %s.\n".formatted(beside));
            }
            if (!"".equals(head.get("flags"))) {
                page.append("Server: `%s`.\n".formatted(String.valueOf(head.get("flags")).strip()));
            }
            page.append("\n| test | peer | round |");
            columns.forEach(column -> page.append(" ").append(column.title()).append(" |"));
            page.append(" does not count |\n|---|---|---|").append("---|".repeat(columns.size()))
                    .append("---|\n");
            sitting.runs().forEach(run -> run(page, columns, run));
        }
    }

    private static void run(StringBuilder page, List<Column> columns, Map<?, ?> run) {
        page.append("| %s | %s | %s |".formatted(run.get("test"), run.get("peer"),
                run.get("round")));
        for (Column column : columns) {
            page.append(' ').append(shown(run, column)).append(" |");
        }
        page.append(' ').append(Results.whyNot(run)).append(" |\n");
    }

    private static String shown(Map<?, ?> run, Column column) {
        return Results.has(run, column.field())
                ? decimal(Results.number(run, column.field()), column.digits())
                : "";
    }

    private static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}

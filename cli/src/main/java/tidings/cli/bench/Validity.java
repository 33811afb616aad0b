package tidings.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Whether a run says something about the server, or about this generator.
final class Validity {
    /// So much of a core, and what was seen is the generator's own limit.
    private static final double BUSY = 0.9;
    /// In closed loop somebody is always busy; it must be the server.
    private static final double FULL = 0.95;
    private static final long LATE_NANOS = 5_000_000;
    private static final double LATE_PERCENTILE = 99;
    private static final double STOLEN = 0.05;

    private Validity() {}

    static List<String> openLoop(Use use, Histogram lateness) {
        List<String> invalid = machine(use);
        long late = lateness.getValueAtPercentile(LATE_PERCENTILE);
        if (use.own() >= BUSY) {
            invalid.add(Report.text(
                    "the generator used %.0f %% of a core: ask for a lower --rate or fewer connections",
                    use.own() * 100));
        } else if (late > LATE_NANOS) {
            invalid.add(Report.text(
                    "the generator was %.1f ms behind its schedule (p99): is another process on its core? (--cpu)",
                    late / 1e6));
        }
        return invalid;
    }

    static List<String> closedLoop(Use use, Watch watch) throws BenchException {
        List<String> invalid = machine(use);
        if (use.own() >= FULL && watch.pid() == 0) {
            invalid.add("the generator used a whole core; whether the server did too, only --pid"
                    + " can tell");
        } else if (use.own() >= FULL && use.server() < BUSY * watch.serverCores()) {
            invalid.add(Report.text(
                    "the generator used %.0f %% of a core and the server %.0f %% of its %d: give the server fewer cores (taskset)",
                    use.own() * 100, use.server() / watch.serverCores() * 100,
                    watch.serverCores()));
        }
        return invalid;
    }

    private static List<String> machine(Use use) {
        List<String> invalid = new ArrayList<>();
        if (use.stolen() > STOLEN) {
            invalid.add(Report.text("the hypervisor took %.0f %% of a core", use.stolen() * 100));
        }
        return invalid;
    }

    /// How busy the generator itself was.
    static Report.Row row(Use use, boolean closedLoop, Histogram lateness) {
        return new Report.Row("generator", closedLoop
                ? Report.text("%.0f %% of a core", use.own() * 100)
                : Report.text("%.0f %% of a core, late p99 %.2f ms", use.own() * 100,
                        lateness.getValueAtPercentile(LATE_PERCENTILE) / 1e6));
    }
}

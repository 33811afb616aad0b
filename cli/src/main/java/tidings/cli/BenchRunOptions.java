package tidings.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.cli.bench.BenchException;
import tidings.cli.bench.Report;
import tidings.cli.bench.Target;
import tidings.cli.bench.Watch;
import tidings.cli.bench.system.Cores;
import tidings.cli.bench.system.ProcessUse;

/// What every load takes, whomever it is for: whom to watch, how to tell.
abstract class BenchRunOptions {
    private static final double MILLIS = 1_000;

    /// A run with all that is asked checked.
    interface Run {
        Report report(Target target, Watch watch) throws BenchException;
    }

    @Option(names = "--channel", paramLabel = "PREFIX", defaultValue = "bench:", description = "Channels are PREFIX and a number; the server's rules decide whether they are logged. Default: bench:")
    String channel = "bench:";

    @Option(names = "--pid", paramLabel = "PID", description = "The server's process on this machine: its CPU and memory are reported.")
    long pid;

    @Option(names = "--server-cpu", paramLabel = "CORE", defaultValue = "-1", description = "The core that the server is bound to: who else uses it is reported.")
    int serverCore = -1;

    @Option(names = "--cpu", paramLabel = "CORE", defaultValue = "-1", description = "Bind this generator to a core, and keep the core awake while it measures.")
    int core = -1;

    @Option(names = "--at-once", paramLabel = "N", defaultValue = "256", description = "Connections that may be on their way at the same time. Default: 256")
    int atOnce = 256;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "60", description = "For all connections to be ready. Default: 60")
    double timeout = 60;

    @Option(names = "--json", description = "One JSON object, in a form that stays.")
    boolean json;

    /// Whom to load.
    abstract Target target() throws CommandException;

    /// Which option names it.
    abstract String option();

    /// The load has subscribers.
    abstract void requireSubscribing() throws CommandException;

    /// The load needs its publishes answered: asks the server for it where that is a choice that
    /// nobody has made.
    abstract void requireAnswers() throws CommandException;

    /// The load needs what was published to be there for who was away.
    ///
    /// @return false if all they can do is to come back
    abstract boolean requireRecovering() throws CommandException;

    int execute(String kind, Output output, Run run) throws CommandException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new CommandException(ExitCode.FAILED, "tidings bench needs Linux (epoll, /proc):"
                    + " run it there, also against a server elsewhere");
        }
        check(pid != ProcessHandle.current().pid(),
                "--pid is the server's; %d is this generator itself".formatted(pid));
        check(pid == 0 || ProcessUse.exists(pid), "there is no process %d: give the server's --pid"
                .formatted(pid));
        check(atOnce > 0 && timeout > 0, "--at-once and --timeout are more than 0");
        pin();
        Target target = target();
        Report report;
        try {
            report = run.report(target, new Watch(pid, serverCore));
        } catch (BenchException e) {
            throw new CommandException(switch (e.kind()) {
                case FAILED -> ExitCode.FAILED;
                case CANNOT_CONNECT -> ExitCode.CANNOT_CONNECT;
                case REFUSED -> ExitCode.REFUSED;
            }, e.kind() == BenchException.Kind.CANNOT_CONNECT
                    ? e.getMessage()
                            + ": start a server with `tidings serve`, or name one with " + option()
                    : String.valueOf(e.getMessage()), e);
        }
        return tell(kind, target, report, output);
    }

    Duration timeout() {
        return seconds(timeout);
    }

    static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }

    static void check(boolean holds, String otherwise) throws CommandException {
        if (!holds) {
            throw new CommandException(ExitCode.USAGE, otherwise);
        }
    }

    private void pin() throws CommandException {
        if (core >= 0) {
            try {
                Cores.pin(core);
            } catch (IOException e) {
                throw new CommandException(ExitCode.FAILED,
                        "the generator can't be bound to %s".formatted(e.getMessage()), e);
            }
        }
    }

    private int tell(String kind, Target target, Report report, Output output) {
        if (report.invalid().isEmpty() || json) {
            if (json) {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                fields.put("bench", kind);
                target.speech().describe(fields);
                fields.put("channel", channel);
                fields.putAll(report.fields());
                output.result(new Report(fields, report.rows(), report.broken(), report.invalid())
                        .json());
            } else {
                report.rows().forEach(row -> output
                        .result("%-10s %s".formatted(row.name(), row.text())));
            }
        }
        report.invalid().forEach(why -> output
                .remark("tidings: no result, this measured something else: " + why));
        report.broken().forEach(what -> output.remark("tidings: " + what));
        return report.invalid().isEmpty() && report.broken().isEmpty()
                ? ExitCode.OK.code()
                : ExitCode.FAILED.code();
    }
}

package tidings.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `tidings`: the command line.
@Command(name = "tidings", mixinStandardHelpOptions = false, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND", description = "A self-hosted real-time messaging server.", footer = {
        "",
        "Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot connect, 4 refused.",
        "`tidings COMMAND --help` says more about each."})
public final class Main {
    @CommandLine.Option(names = {"-h",
            "--help"}, usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "Show this, and stop.")
    boolean help;

    @CommandLine.Option(names = {"-V",
            "--version"}, versionHelp = true, description = "Show the version, and stop.")
    boolean version;

    /// In the order of the help.
    private static final Map<String, Class<?>> COMMANDS = commands();

    private Main() {}

    public static void main(String[] args) {
        Output output = Output.ofProcess();
        int exit = run(output, args);
        output.results().flush();
        System.exit(exit);
    }

    /// Runs one command to its end.
    ///
    /// @return the exit code
    static int run(Output output, String... args) {
        CommandLine line = new CommandLine(new Main(), new Commands(output));
        addCommands(line, args);
        line.setOut(writer(output.results()));
        line.setErr(writer(output.remarks()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        Failures failures = new Failures(output);
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        if (args.length == 0) {
            line.usage(line.getErr());
            return ExitCode.USAGE.code();
        }
        return line.execute(args);
    }

    /// Only the one that is asked for, if that is clear: looking at all takes picocli longer than
    /// a publish.
    private static void addCommands(CommandLine line, String[] args) {
        Class<?> asked = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (asked == null || asked == CompletionCommand.class) {
            COMMANDS.forEach(line::addSubcommand);
        } else {
            line.addSubcommand(args[0], asked);
        }
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("serve", ServeCommand.class);
        commands.put("pub", PubCommand.class);
        commands.put("sub", SubCommand.class);
        commands.put("history", HistoryCommand.class);
        commands.put("config", ConfigCommand.class);
        commands.put("passwd", PasswdCommand.class);
        commands.put("token", TokenCommand.class);
        commands.put("bench", BenchCommand.class);
        commands.put("errors", ErrorsCommand.class);
        commands.put("version", VersionCommand.class);
        commands.put("completion", CompletionCommand.class);
        return commands;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}

package tidings.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// `tidings`: the command line.
@Command(name = "tidings", mixinStandardHelpOptions = false, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND", description = "A self-hosted real-time messaging server.", subcommands = {
        ServeCommand.class, PubCommand.class, SubCommand.class, HistoryCommand.class,
        ConfigCommand.class, ErrorsCommand.class, VersionCommand.class,
        CompletionCommand.class}, footer = {"",
                "Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot connect, 4 refused.",
                "`tidings COMMAND --help` says more about each."})
public final class Main {
    @CommandLine.Option(names = {"-h",
            "--help"}, usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "Show this, and stop.")
    boolean help;

    @CommandLine.Option(names = {"-V",
            "--version"}, versionHelp = true, description = "Show the version, and stop.")
    boolean version;

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
        line.setOut(writer(output.results()));
        line.setErr(writer(output.remarks()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, _) -> onUsage(e, output));
        line.setExecutionExceptionHandler((e, _, _) -> onFailure(e, output));
        if (args.length == 0) {
            line.usage(line.getErr());
            return ExitCode.USAGE.code();
        }
        return line.execute(args);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static int onUsage(ParameterException e, Output output) {
        CommandLine command = e.getCommandLine();
        output.remark("tidings: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        output.remark("try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.code();
    }

    private static int onFailure(Exception e, Output output) {
        if (e instanceof CommandException told) {
            output.remark("tidings: " + told.getMessage());
            return told.exit().code();
        }
        output.remark("tidings: a bug: " + e + "; please report it with what follows");
        e.printStackTrace(output.remarks());
        return ExitCode.FAILED.code();
    }
}

package tidings.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Tells the user why a command did not do what was asked, and gives the exit code. A class, not
/// lambdas: those over picocli's types can't be in the JVM's cache, and cost each start.
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Output output;

    Failures(Output output) {
        this.output = output;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        output.remark("tidings: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        output.remark("try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.code();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof CommandException told) {
            output.remark("tidings: " + told.getMessage());
            return told.exit().code();
        }
        output.remark("tidings: a bug: " + e + "; please report it with what follows");
        e.printStackTrace(output.remarks());
        return ExitCode.FAILED.code();
    }
}

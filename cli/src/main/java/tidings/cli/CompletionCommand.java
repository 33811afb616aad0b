package tidings.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tidings completion`
@Command(name = "completion", description = {"Writes a completion script for bash and zsh.",
        "Use it with: source <(tidings completion)"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    private final Output output;

    CompletionCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        output.result(AutoComplete.bash(root.getCommandName(), root));
        return ExitCode.OK.code();
    }
}

package tidings.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.cli.json.Json;
import tidings.server.config.ConfigFile;
import tidings.server.config.ConfigText;

/// `tidings config check|show|init`
@Command(name = "config", description = "Checks, shows or begins a server's configuration.", synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {
    private final Output output;

    ConfigCommand(Output output) {
        this.output = output;
    }

    @Command(name = "check", description = "Says what is wrong with a configuration, with its lines.")
    int check(
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "As -c.") @Nullable Path file,
            @Mixin ConfigOptions options) throws CommandException {
        ConfigFile loaded = load(file, options);
        loaded.remarks().forEach(remark -> output.remark(remark.toString()));
        output.result((options.file == null ? "the configuration" : options.file) + " is fine");
        return ExitCode.OK.code();
    }

    @Command(name = "show", description = "Shows every key with the value in force, and who said so.")
    int show(
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "As -c.") @Nullable Path file,
            @Mixin ConfigOptions options,
            @Option(names = "--json", description = "One JSON object a line.") boolean json)
            throws CommandException {
        ConfigFile loaded = load(file, options);
        if (json) {
            ConfigText.values(loaded.rows()).forEach(row -> output.result(Json.write(row)));
        } else {
            output.results().print(ConfigText.effective(loaded.rows()));
        }
        return ExitCode.OK.code();
    }

    @Command(name = "init", description = "Writes a configuration with every key, its default and what it means.")
    int init(
            @Parameters(arity = "0..1", paramLabel = "FILE", defaultValue = "tidings.yaml", description = "Default: tidings.yaml; - is stdout.") Path file)
            throws CommandException {
        String text = ConfigText.commented(ConfigFile.catalogue());
        if (file.toString().equals("-")) {
            output.results().print(text);
            return ExitCode.OK.code();
        }
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(ExitCode.FAILED,
                    file + " is there already and is left as it is: name another file", e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED,
                    "%s can't be written (%s): name another file".formatted(file, e), e);
        }
        output.result(file.toString());
        output.remark("start with it: tidings serve -c " + file);
        return ExitCode.OK.code();
    }

    private static ConfigFile load(@Nullable Path file, ConfigOptions options)
            throws CommandException {
        if (file != null && options.file != null) {
            throw new CommandException(ExitCode.USAGE, "name the file once, as FILE or with -c");
        }
        options.file = file == null ? options.file : file;
        return options.load(false);
    }
}

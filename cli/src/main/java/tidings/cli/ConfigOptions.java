package tidings.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.server.config.ConfigException;
import tidings.server.config.ConfigFile;
import tidings.server.config.Overrides;

/// Where a server's configuration comes from.
final class ConfigOptions {
    @Option(names = {"-c",
            "--config"}, paramLabel = "FILE", description = "The configuration; without it, defaults and TIDINGS_… variables.")
    @Nullable
    Path file;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory. Default: ./tidings-data")
    @Nullable
    Path data;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "The public listener. Default: localhost:8000")
    @Nullable
    String listen;

    @Option(names = "--insecure", description = "Let everybody in although others than this machine can connect.")
    boolean insecure;

    ConfigFile load(boolean acceptLoss) throws CommandException {
        Overrides overrides = new Overrides(System.getenv()).flag("--data", "data", data)
                .flag("--listen", "listen", listen)
                .flag("--insecure", "insecure", insecure ? true : null);
        try {
            return ConfigFile.load(file, overrides, acceptLoss, NativeCache.folder());
        } catch (ConfigException e) {
            throw new CommandException(ExitCode.FAILED,
                    e.problems().size() == 1
                            ? String.valueOf(e.getMessage())
                            : "the configuration has %d problems\n%s".formatted(
                                    e.problems().size(), e.getMessage()),
                    e);
        }
    }
}

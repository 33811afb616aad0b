package tidings.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import tidings.server.TidingsServer;
import tidings.server.config.ConfigException;
import tidings.server.config.ConfigFile;
import tidings.server.config.Overrides;
import tidings.server.logging.Logging;

/// What a training run does with the command line; see [tidings.cli.training.Training].
public final class TrainingCommands {
    private TrainingCommands() {}

    /// Runs each short command against a server.
    ///
    /// @param mqtt where MQTT is answered
    public static void run(String url, String mqtt) {
        Output nowhere = nowhere();
        Main.run(nowhere, "pub", "training", "hello", "--url", url);
        Main.run(nowhere, "pub", "training", "hello", "--url", url, "--json", "--tag", "a=b");
        Main.run(nowhere, "history", "training", "--url", url);
        Main.run(nowhere, "sub", "training", "--since", "10", "--url", url);
        Main.run(nowhere, "pub", "training", "hello", "--via", "mqtt", "--mqtt", mqtt, "-q", "2");
        Main.run(nowhere, "sub", "training", "--via", "mqtt", "--mqtt", mqtt, "--json");
        Main.run(nowhere, "errors", "112");
        Main.run(nowhere, "version");
    }

    /// Starts a server at free ports as `tidings serve` does.
    public static TidingsServer serve(Path data) throws ConfigException, CommandException {
        Main.run(nowhere(), "version");
        ConfigFile file = ConfigFile.load(null, new Overrides(System.getenv())
                .flag("--data", "data", data).flag("--listen", "listen", "localhost:0")
                .flag("--mqtt", "mqtt.listen", "localhost:0")
                .flag("admin", "admin", "localhost:0"), false, NativeCache.folder());
        Logging.configure(file.config().logging());
        TidingsServer server = ServeCommand.start(file.config(), (_, cause) -> {
            throw new IllegalStateException(cause);
        });
        Banner.lines(server, Version.number(), Duration.ZERO);
        return server;
    }

    private static Output nowhere() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false,
                StandardCharsets.UTF_8);
        return new Output(nowhere, nowhere);
    }
}

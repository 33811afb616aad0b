package tidings.cli.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import tidings.cli.TrainingCommands;

/// Run by the launcher while the JVM notes which classes are loaded and what is compiled: does
/// once what a server, or a short command, does at its start. Says nothing and must end by itself.
public final class Training {
    private Training() {}

    /// @param args `server` or `command`
    public static void main(String[] args) throws Exception {
        if (args.length == 1 && args[0].equals("command")) {
            try (CannedServer server = CannedServer.start();
                    CannedMqtt mqtt = CannedMqtt.start()) {
                TrainingCommands.run(server.url(), mqtt.address());
            }
            System.exit(0);
        }
        Path data = Files.createTempDirectory("tidings-training");
        try {
            ServerRun.run(data);
        } finally {
            delete(data);
        }
        System.exit(0);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

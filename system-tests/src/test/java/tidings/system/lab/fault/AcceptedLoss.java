package tidings.system.lab.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import tidings.system.ServerProcess;
import tidings.system.lab.driver.Scene;

/// A kill, and one flipped bit in the middle of the newest write-ahead log: the start is refused,
/// and somebody accepts the loss.
public record AcceptedLoss(Path store) implements Fault {
    @Override
    public String name() {
        return "accepted loss";
    }

    @Override
    public boolean mayLose() {
        return true;
    }

    @Override
    public void strike(Scene scene) throws IOException {
        ServerProcess server = scene.server();
        server.kill();
        flipBit(newestLog());
        if (!server.tryStart()) {
            server.start("--accept-loss");
        }
    }

    private Path newestLog() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.toString().endsWith(".log")
                    && file.toFile().length() > 0).max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static void flipBit(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int before = file.read();
            file.seek(file.length() / 2);
            file.write(before ^ 0x10);
        }
    }
}

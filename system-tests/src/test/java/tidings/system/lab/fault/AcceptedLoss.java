package tidings.system.lab.fault;

import java.io.IOException;
import java.nio.file.Path;
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
        LogFiles.flipBit(LogFiles.newest(store));
        if (!server.tryStart()) {
            server.start("--accept-loss");
        }
    }
}

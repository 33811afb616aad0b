package tidings.system.lab.fault;

import java.io.IOException;
import tidings.system.lab.driver.Scene;

/// Something that happens to a running server.
public interface Fault {
    String name();

    /// Whether what was acknowledged may be gone afterwards, if every epoch changes.
    default boolean mayLose() {
        return false;
    }

    /// Strikes; when this returns, the server runs again.
    void strike(Scene scene) throws IOException, InterruptedException;
}

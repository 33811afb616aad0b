package tidings.system.lab;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.Kill;
import tidings.system.lab.fleet.FleetRun;

class FleetKillTest {
    @TempDir
    Path directory;

    @Test
    void f1_whatDevicesSendAndGetIsKeptOverKills() throws Exception {
        try (ServerProcess server = LabRun.server(directory, directory.resolve("data"), Map.of(),
                LabRun.KEEP_ALL)) {
            System.out.println(FleetRun.run("kill", directory, server, new Kill()));
        }
    }
}

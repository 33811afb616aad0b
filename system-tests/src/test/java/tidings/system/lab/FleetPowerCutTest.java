package tidings.system.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.PowerCut;
import tidings.system.lab.fleet.FleetRun;
import tidings.testkit.disk.LoopMount;

/// Needs root, for mounting.
@Tag("root")
class FleetPowerCutTest {
    @TempDir
    Path directory;

    @Test
    void f2_whatDevicesSendAndGetIsKeptOverPowerCuts() throws Exception {
        assumeTrue(LoopMount.possible(), LoopMount.WHY_NOT);
        try (LoopMount disk = LoopMount.make(directory.resolve("disk"), 2L << 30);
                ServerProcess server = LabRun.server(directory, disk.path().resolve("data"),
                        Map.of(), LabRun.KEEP_ALL)) {
            System.out.println(FleetRun.run("cut", directory, server, new PowerCut(disk)));
        }
    }
}

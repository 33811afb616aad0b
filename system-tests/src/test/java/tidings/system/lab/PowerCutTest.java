package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.PowerCut;
import tidings.testkit.disk.LoopMount;

/// Needs root, for mounting.
@Tag("root")
class PowerCutTest {
    @TempDir
    Path directory;

    @Test
    void f2_nothingAcknowledgedIsLostOrDoubledOverPowerCuts() throws Exception {
        assumeTrue(LoopMount.possible(), LoopMount.WHY_NOT);
        try (LoopMount disk = LoopMount.make(directory.resolve("disk"), 4L << 30);
                ServerProcess server = LabRun.server(directory, disk.path().resolve("data"),
                        Map.of(), LabRun.KEEP_ALL)) {
            Verdict verdict = Rounds.run("cut", server, new PowerCut(disk));
            assertThat(verdict.ackedPerSecond()).isGreaterThan(Rounds.PER_SECOND_AT_LEAST);
            System.out.println(verdict.line("power cuts"));
        }
    }
}

package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.Kill;

class KillTest {
    @TempDir
    Path directory;

    @Test
    void f1_nothingAcknowledgedIsLostOrDoubledOverKills() throws Exception {
        try (ServerProcess server = LabRun.server(directory, directory.resolve("data"), Map.of(),
                LabRun.KEEP_ALL)) {
            Verdict verdict = Rounds.run("kill", server, new Kill());
            assertThat(verdict.ackedPerSecond()).isGreaterThan(Rounds.PER_SECOND_AT_LEAST);
            System.out.println(verdict.line("kills"));
        }
    }
}

package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.log.rocksdb.PlantedLogFlaw;
import tidings.system.ServerProcess;
import tidings.system.lab.check.Checker;
import tidings.system.lab.fault.AcceptedLoss;
import tidings.system.lab.fault.Fault;
import tidings.system.lab.fault.FaultShim;
import tidings.system.lab.fault.Kill;
import tidings.system.lab.fault.PowerCut;
import tidings.testkit.disk.LoopMount;

/// Mistakes of an engine that only a crash shows are found, each within [#RUNS_MAX] runs.
class PlantedLogFlawsTest {
    private static final int RUNS_MAX = 3;
    private static final int FAULTS = 2;
    private static final long SLOW_SYNC_MS = 30;

    @TempDir
    Path directory;

    @Tag("root")
    @ParameterizedTest
    @EnumSource(PlantedLogFlaw.class)
    void theLaboratoryFindsEachPlantedFlaw(PlantedLogFlaw flaw) throws Exception {
        // A kill leaves what was written, if only a moment later, so these two hide from it.
        boolean cuts = flaw == PlantedLogFlaw.ACK_BEFORE_SYNC
                || flaw == PlantedLogFlaw.SHOWN_BEFORE_COMMIT;
        assumeTrue(!cuts || LoopMount.possible(), LoopMount.WHY_NOT);
        for (int run = 1; run <= RUNS_MAX; run++) {
            Path folder = Files.createDirectory(directory.resolve("run" + run));
            List<Checker.Violation> found;
            if (cuts) {
                found = runOverCuts(flaw, folder);
            } else {
                Path data = folder.resolve("data");
                found = run(flaw, folder, data, Map.of(), switch (flaw) {
                    case INCARNATION_KEPT_OVER_LOSS, WITNESS_NOT_ASKED -> new AcceptedLoss(
                            data.resolve("store"));
                    case ACK_BEFORE_SYNC, SHOWN_BEFORE_COMMIT, KEY_FORGOTTEN, KEY_OFF_BY_ONE ->
                        new Kill();
                });
            }
            if (!found.isEmpty()) {
                System.out.printf("%s: run %d: %s%n", flaw, run, found.getFirst());
                return;
            }
        }
        throw new AssertionError(flaw + " was not found in " + RUNS_MAX + " runs");
    }

    /// On a slow disk: on a fast one the sync is done before the client has its answer, and what was
    /// told too early is true by then.
    private static List<Checker.Violation> runOverCuts(PlantedLogFlaw flaw, Path folder)
            throws Exception {
        try (LoopMount disk = LoopMount.make(folder.resolve("disk"), 1L << 30);
                FaultShim shim = new FaultShim(folder)) {
            shim.delaySyncs(SLOW_SYNC_MS);
            return run(flaw, folder, disk.path().resolve("data"), shim.environment(),
                    new PowerCut(disk));
        }
    }

    private static List<Checker.Violation> run(PlantedLogFlaw flaw, Path folder, Path data,
            Map<String, String> more, Fault fault) throws Exception {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("TIDINGS_JAVA_OPTS", "-Dtidings.planted-log-flaw=" + flaw);
        try (ServerProcess server = LabRun.server(folder, data, environment, LabRun.KEEP_ALL)) {
            server.start();
            return run("flaw", server, fault).violations();
        }
    }

    private static Verdict run(String name, ServerProcess server, Fault fault) throws Exception {
        try (LabRun run = LabRun.start(name, server)) {
            for (int n = 0; n < FAULTS; n++) {
                run.strike(fault);
            }
            return run.finish();
        }
    }

    /// The same without a flaw: what is lost is announced by new epochs, and nothing else is.
    @Test
    void f7_acceptedLossChangesEveryEpochAndEverybodyIsTold() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess server = LabRun.server(directory, data, Map.of(), LabRun.KEEP_ALL)) {
            server.start();
            Verdict verdict = run("loss", server, new AcceptedLoss(data.resolve("store")));
            verdict.assertClean();
            assertThat(verdict.faults()).isEqualTo(FAULTS);
        }
    }
}

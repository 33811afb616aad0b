package tidings.system.lab;

import org.jspecify.annotations.Nullable;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.Fault;
import tidings.testkit.docs.LongRun;

/// Many faults of one kind on one data directory: a few runs, each with a history that fits into
/// memory.
final class Rounds {
    static final double PER_SECOND_AT_LEAST = 500;
    private static final int FAULTS_A_RUN = 50;
    private static final int FAULTS = Integer.getInteger("tidings.lab.faults",
            LongRun.wanted() ? 300 : 40);

    private Rounds() {}

    /// @return the sum of the runs
    static Verdict run(String name, ServerProcess server, Fault fault)
            throws Exception {
        server.start();
        @Nullable
        Verdict sum = null;
        for (int done = 0; done < FAULTS; done += FAULTS_A_RUN) {
            try (LabRun run = LabRun.start("%s-%d".formatted(name, done), server)) {
                for (int n = done; n < Math.min(FAULTS, done + FAULTS_A_RUN); n++) {
                    run.strike(fault);
                }
                Verdict verdict = run.finish();
                verdict.assertClean();
                sum = sum == null ? verdict : sum.plus(verdict);
                System.out.println(verdict.line(fault.name()));
            }
        }
        if (sum == null) {
            throw new IllegalStateException("no faults were asked for");
        }
        if (LongRun.wanted()) {
            LongRun.write("crash-" + name, sum.figures());
        }
        return sum;
    }
}

package tidings.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import tidings.core.flaw.PlantedFlaw;
import tidings.testkit.docs.LongRun;

/// Many schedules of a simulation, one seed after the other.
public final class Schedules {
    /// Within how many each planted mistake must be found.
    private static final int SEEDS_FOR_A_FLAW = 20_000;
    private static final int FOUND = 3;

    private Schedules() {}

    /// Asserts that nothing breaks an invariant. `-Dsimulation.seeds=FROM..TO` chooses other seeds
    /// than 1 to `count`; one alone is `N..N`.
    ///
    /// @param name of a long run's result
    /// @param longCount how many a long run takes
    /// @param simulation gives what a seed's schedule breaks, each in a sentence
    public static void assertClean(String name, long count, long longCount,
            LongFunction<List<String>> simulation) {
        long startedNs = System.nanoTime();
        String[] range = System
                .getProperty("simulation.seeds", "1.." + (LongRun.wanted() ? longCount : count))
                .split("\\.\\.");
        long from = Long.parseLong(range[0]);
        long to = Long.parseLong(range[1]);
        for (long seed = from; seed <= to; seed++) {
            assertThat(simulation.apply(seed))
                    .as("seed %d; replay it: ./test --simulate %d..%d", seed, seed, seed).isEmpty();
        }
        if (LongRun.wanted()) {
            LongRun.write("simulation-" + name, Map.of("schedules", to - from + 1, "seconds",
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNs)));
        }
    }

    /// The main method of a process of its own, with the arguments FROM and TO: runs schedules
    /// until one breaks an invariant. Exit code 3, with the seed and what broke, if one does; 0 if
    /// none does.
    public static void main(String[] arguments, LongFunction<List<String>> simulation) {
        long from = Long.parseLong(arguments[0]);
        long to = Long.parseLong(arguments[1]);
        for (long seed = from; seed <= to; seed++) {
            List<String> found = simulation.apply(seed);
            if (!found.isEmpty()) {
                System.out.printf("seed %d: %s%n", seed, found);
                System.exit(FOUND);
            }
        }
        System.out.printf("%d schedules, nothing found%n", to - from + 1);
    }

    /// Asserts that a process with the mistake planted finds it.
    ///
    /// @param run its main class, which calls [#main]
    public static void assertFinds(PlantedFlaw flaw, Class<?> run) throws Exception {
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
                "-XX:TieredStopAtLevel=1", "-Dtidings.planted-flaw=" + flaw, "-cp",
                System.getProperty("java.class.path"), run.getName(), "1", "" + SEEDS_FOR_A_FLAW)
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        System.out.printf("%s: %s%n", flaw, output.lines().reduce("", (_, last) -> last));
        assertThat(process.exitValue()).as("%s: %s", flaw, output).isEqualTo(FOUND);
    }
}

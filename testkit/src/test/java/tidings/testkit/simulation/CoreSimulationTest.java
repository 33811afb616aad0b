package tidings.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Core by seed. `-Dsimulation.seeds=FROM..TO` chooses others; one seed alone is `N..N`.
class CoreSimulationTest {
    @Test
    void everyInvariantHoldsInEverySchedule() {
        String[] range = System.getProperty("simulation.seeds", "1..10000").split("\\.\\.");
        LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]))
                .forEach(seed -> {
                    List<String> found = Simulation.run(seed);
                    assertThat(found).as("seed %d; replay it: ./test --simulate %d..%d", seed, seed,
                            seed).isEmpty();
                });
    }
}

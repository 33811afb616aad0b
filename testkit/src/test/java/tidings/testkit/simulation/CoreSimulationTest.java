package tidings.testkit.simulation;

import org.junit.jupiter.api.Test;

/// Core by seed.
class CoreSimulationTest {
    @Test
    void everyInvariantHoldsInEverySchedule() {
        Schedules.assertClean(10_000, Simulation::run);
    }
}

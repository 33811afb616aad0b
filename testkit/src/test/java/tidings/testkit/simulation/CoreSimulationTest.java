package tidings.testkit.simulation;

import org.junit.jupiter.api.Test;

/// Core by seed.
class CoreSimulationTest {
    @Test
    void everyInvariantHoldsInEverySchedule() {
        Schedules.assertClean("core", 10_000, 850_000, Simulation::run);
    }
}

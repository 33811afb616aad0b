package tidings.testkit.filters;

import org.junit.jupiter.api.Test;
import tidings.testkit.simulation.Schedules;

class FilterSimulationTest {
    @Test
    void everyDeviceHasWhatItMustHave() {
        Schedules.assertClean("filters", 2_000, 100_000, FilterSimulation::run);
    }
}

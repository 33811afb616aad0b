package tidings.testkit.filters;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.core.flaw.PlantedFlaw;
import tidings.testkit.simulation.Schedules;

class FilterFlawsTest {
    static Stream<PlantedFlaw> flawsOfFilters() {
        return Stream.of(PlantedFlaw.values())
                .filter(flaw -> flaw.where() == PlantedFlaw.Where.FILTERS);
    }

    @ParameterizedTest
    @MethodSource("flawsOfFilters")
    void theSimulationFindsEachPlantedFlaw(PlantedFlaw flaw) throws Exception {
        Schedules.assertFinds(flaw, FilterSimulationRun.class);
    }
}

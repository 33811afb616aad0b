package tidings.testkit.simulation;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.core.flaw.PlantedFlaw;

class PlantedFlawsTest {
    static Stream<PlantedFlaw> flawsOfCore() {
        return Stream.of(PlantedFlaw.values())
                .filter(flaw -> flaw.where() == PlantedFlaw.Where.CORE);
    }

    @ParameterizedTest
    @MethodSource("flawsOfCore")
    void theSimulationFindsEachPlantedFlaw(PlantedFlaw flaw) throws Exception {
        Schedules.assertFinds(flaw, SimulationRun.class);
    }
}

package tidings.gateway.centrifuge;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.core.flaw.PlantedFlaw;
import tidings.testkit.simulation.Schedules;

class GatewayPlantedFlawsTest {
    static Stream<PlantedFlaw> flawsAtTheDoor() {
        return Stream.of(PlantedFlaw.values())
                .filter(flaw -> flaw.where() == PlantedFlaw.Where.DOOR);
    }

    @ParameterizedTest
    @MethodSource("flawsAtTheDoor")
    void theSimulationFindsEachFlawPlantedAtTheDoor(PlantedFlaw flaw) throws Exception {
        Schedules.assertFinds(flaw, GatewaySimulationRun.class);
    }
}

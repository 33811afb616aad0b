package tidings.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.core.flaw.PlantedFlaw;

/// Each planted mistake is found within [#SEEDS] schedules.
class PlantedFlawsTest {
    private static final int SEEDS = 2_000;

    static Stream<PlantedFlaw> flawsOfCore() {
        return Stream.of(PlantedFlaw.values()).filter(flaw -> !flaw.atTheDoor());
    }

    @ParameterizedTest
    @MethodSource("flawsOfCore")
    void theSimulationFindsEachPlantedFlaw(PlantedFlaw flaw) throws Exception {
        Process run = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
                "-XX:TieredStopAtLevel=1", "-Dtidings.planted-flaw=" + flaw, "-cp",
                System.getProperty("java.class.path"), SimulationRun.class.getName(), "1",
                "" + SEEDS).redirectErrorStream(true).start();
        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor(2, TimeUnit.MINUTES)).isTrue();
        System.out.printf("%s: %s%n", flaw, output.lines().reduce("", (_, last) -> last));
        assertThat(run.exitValue()).as("%s: %s", flaw, output).isEqualTo(3);
    }
}

package tidings.gateway.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Core and the Centrifuge door by seed. `-Dsimulation.seeds=FROM..TO` chooses others.
class GatewaySimulationTest {
    /// Watching every buffer would cost ten times what a schedule does.
    @BeforeEach
    void watchNoBuffers() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void watchBuffers() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @Test
    void everyInvariantHoldsInEverySchedule() {
        String[] range = System.getProperty("simulation.seeds", "1..3000").split("\\.\\.");
        LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]))
                .forEach(seed -> {
                    List<String> found = SimulatedCentrifugeDoor.run(seed);
                    assertThat(found).as("seed %d; replay it: ./test --simulate %d..%d", seed, seed,
                            seed).isEmpty();
                });
    }
}

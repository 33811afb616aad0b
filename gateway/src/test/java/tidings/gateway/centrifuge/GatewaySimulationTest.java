package tidings.gateway.centrifuge;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidings.testkit.simulation.Schedules;

/// Core and the Centrifuge door by seed.
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
        Schedules.assertClean("gateway", 3_000, 150_000, SimulatedCentrifugeDoor::run);
    }
}

package tidings.gateway.centrifuge;

import io.netty.util.ResourceLeakDetector;
import tidings.testkit.simulation.Schedules;

/// `GatewaySimulationRun FROM TO`: schedules of core and the Centrifuge door; see
/// [Schedules#main].
public final class GatewaySimulationRun {
    private GatewaySimulationRun() {}

    public static void main(String[] arguments) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Schedules.main(arguments, SimulatedCentrifugeDoor::run);
    }
}

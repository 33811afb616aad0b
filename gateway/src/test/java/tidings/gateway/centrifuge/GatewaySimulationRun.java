package tidings.gateway.centrifuge;

import io.netty.util.ResourceLeakDetector;
import java.util.List;

/// `GatewaySimulationRun FROM TO`: runs schedules until one breaks an invariant. Exit code 3, with
/// the seed and what broke, if one does; 0 if none does.
public final class GatewaySimulationRun {
    private GatewaySimulationRun() {}

    public static void main(String[] arguments) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        long from = Long.parseLong(arguments[0]);
        long to = Long.parseLong(arguments[1]);
        for (long seed = from; seed <= to; seed++) {
            List<String> found = SimulatedCentrifugeDoor.run(seed);
            if (!found.isEmpty()) {
                System.out.printf("seed %d: %s%n", seed, found);
                System.exit(3);
            }
        }
        System.out.printf("%d schedules, nothing found%n", to - from + 1);
    }
}

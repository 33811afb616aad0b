package tidings.testkit.simulation;

import java.util.List;
import tidings.core.Tidings;
import tidings.core.loop.Loop;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// No gateway: clients hold core's sessions by the hand.
final class CoreDoor implements SimulatedDoor {
    private SimulatedWorld world = new SimulatedWorld(0);

    @Override
    public List<? extends Loop> start(SimulatedWorld world, List<SimulatedLoop> loops) {
        this.world = world;
        return loops;
    }

    @Override
    public void kill() {
        // all is on the heap
    }

    @Override
    public SimulatedConnection connect(Tidings tidings, int loop,
            SimulatedConnection.Client client, int wireMax) {
        return new CoreConnection(world, tidings.loops().get(loop), client, user(client.index()),
                wireMax);
    }

    @Override
    public String user(int client) {
        return "u" + client % 3;
    }

    @Override
    public boolean clientsPublish() {
        return false;
    }

    @Override
    public List<String> failures() {
        return List.of();
    }
}

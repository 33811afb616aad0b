package tidings.testkit.simulation;

/// `SimulationRun FROM TO`: schedules of core alone; see [Schedules#main].
public final class SimulationRun {
    private SimulationRun() {}

    public static void main(String[] arguments) {
        Schedules.main(arguments, Simulation::run);
    }
}

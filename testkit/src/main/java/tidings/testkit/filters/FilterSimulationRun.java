package tidings.testkit.filters;

import tidings.testkit.simulation.Schedules;

/// `FilterSimulationRun FROM TO`: schedules of devices with durable sessions; see
/// [Schedules#main].
public final class FilterSimulationRun {
    private FilterSimulationRun() {}

    public static void main(String[] arguments) {
        Schedules.main(arguments, FilterSimulation::run);
    }
}

package tidings.testkit.log;

import java.util.random.RandomGenerator;

/// Time and chance of a simulation: all there is of either, so that a seed decides everything.
public interface SimulatedScheduler {
    /// Runs a task later, never inside this call. Tasks that are due at the same moment may run
    /// in any order.
    void schedule(long delayMs, Runnable task);

    RandomGenerator random();

    long nowMs();
}

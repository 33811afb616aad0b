/// Core in one thread, by seed: clients that come, go and lose their connections, publishers,
/// loops that interleave, outboxes that fill, a log that is late, lossy in its answers, or killed.
/// [tidings.testkit.simulation.Simulation] runs one schedule; every
/// [tidings.testkit.simulation.Invariant] is a class that looks at what was observed.
@NullMarked
package tidings.testkit.simulation;

import org.jspecify.annotations.NullMarked;

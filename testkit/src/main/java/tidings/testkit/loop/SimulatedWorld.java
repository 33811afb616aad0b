package tidings.testkit.loop;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidings.testkit.log.SimulatedScheduler;

/// Time, chance and order of a simulation. Everything that happens is a task in its queue; tasks
/// that are due at the same moment run in an order that the seed decides.
public final class SimulatedWorld implements SimulatedScheduler {
    private record Due(long atMs, long tieBreak, Runnable task) {}

    /// Far more than any schedule needs: whatever passes it runs in circles.
    public static final long STEPS_MAX = 500_000;
    /// Wall time at the start of every simulation.
    private static final long EPOCH_MS = 1_700_000_000_000L;

    private final SplittableRandom random;
    private final PriorityQueue<Due> queue = new PriorityQueue<>(
            Comparator.comparingLong(Due::atMs).thenComparingLong(Due::tieBreak));
    private long nowMs;
    private long steps;
    /// Whose turn it is; null outside every loop.
    @Nullable
    SimulatedLoop running;

    public SimulatedWorld(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void schedule(long delayMs, Runnable task) {
        queue.add(new Due(nowMs + delayMs, random.nextLong(), task));
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public long nowMs() {
        return EPOCH_MS + nowMs;
    }

    public long steps() {
        return steps;
    }

    /// Runs one task.
    ///
    /// @return false if there is none
    public boolean step() {
        Due due = queue.poll();
        if (due == null) {
            return false;
        }
        nowMs = due.atMs();
        steps++;
        due.task().run();
        return true;
    }

    /// Runs whatever is due within a span of time.
    public void runFor(long ms) {
        long until = nowMs + ms;
        while (!queue.isEmpty() && queue.element().atMs() <= until && steps < STEPS_MAX) {
            step();
        }
        nowMs = until;
    }
}

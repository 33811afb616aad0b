package tidings.testkit.log;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;

/// The smallest scheduler there can be: a queue by time, ties broken by chance.
final class SteppedScheduler implements SimulatedScheduler {
    private record Task(long atMs, long tie, Runnable run) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong(Task::atMs).thenComparingLong(Task::tie));
    private final Random random;
    private long nowMs = 1_700_000_000_000L;

    SteppedScheduler(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void schedule(long delayMs, Runnable task) {
        tasks.add(new Task(nowMs + delayMs, random.nextLong(), task));
    }

    /// Runs the next task; false if there is none.
    boolean step() {
        Task task = tasks.poll();
        if (task == null) {
            return false;
        }
        nowMs = Math.max(nowMs, task.atMs());
        task.run().run();
        return true;
    }

    void pass(long ms) {
        long until = nowMs + ms;
        while (!tasks.isEmpty() && tasks.peek().atMs() <= until) {
            step();
        }
        nowMs = until;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public long nowMs() {
        return nowMs;
    }
}

package tidings.benchmarks.hot;

import java.util.random.RandomGenerator;
import tidings.core.loop.Loop;

/// Runs at once what it is given: what is measured is the work, not the hand-over.
final class InlineLoop implements Loop {
    @Override
    public int index() {
        return 0;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void atTurnEnd(Runnable task) {
        task.run();
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        throw new UnsupportedOperationException("nothing here waits");
    }

    @Override
    public long monotonicNs() {
        return System.nanoTime();
    }

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }

    @Override
    public RandomGenerator random() {
        return RandomGenerator.getDefault();
    }

    @Override
    public boolean inLoop() {
        return true;
    }
}

package tidings.log.rocksdb;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Runs some of an executor's tasks few at a time, in the order in which they came; between two of them
/// others may come. A task must not throw: others wait for its end.
///
/// From any thread. Who asks and who has run one change the line and the count together, so both are
/// guarded by the line; nothing runs meanwhile.
final class FewAtATime implements Executor {
    private final Executor executor;
    private final int max;
    private final ArrayDeque<Runnable> line = new ArrayDeque<>();
    private int running;

    FewAtATime(Executor executor, int max) {
        this.executor = executor;
        this.max = max;
    }

    /// @throws RejectedExecutionException if the executor takes nothing any more
    @Override
    public void execute(Runnable task) {
        synchronized (line) {
            if (running == max) {
                line.addLast(task);
                return;
            }
            running++;
        }
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            synchronized (line) {
                running--;
            }
            throw e;
        }
    }

    /// What was in line is run here if the executor takes nothing any more.
    private void run(Runnable first) {
        Runnable task = first;
        while (task != null) {
            task.run();
            task = next();
            if (task != null && isHandedOn(task)) {
                return;
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (line) {
            Runnable next = line.pollFirst();
            running -= next == null ? 1 : 0;
            return next;
        }
    }

    private boolean isHandedOn(Runnable task) {
        try {
            executor.execute(() -> run(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}

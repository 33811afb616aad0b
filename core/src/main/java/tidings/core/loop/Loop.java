package tidings.core.loop;

import java.util.random.RandomGenerator;

/// One thread that runs what is handed to it, in turns.
///
/// A **turn** is one run through the queue. What is executed from within the loop runs in the same
/// turn, after what is running now: nothing is ever called inline, so one loop behaves as many.
/// When the queue is empty the turn ends: what was registered by [#atTurnEnd] runs, and what that
/// executes still belongs to the turn.
public interface Loop {
    /// Which loop this is, counted from 0.
    int index();

    /// Runs a task on this loop; tasks of one sender keep their order. From any thread.
    void execute(Runnable task);

    /// Runs a task once, when the present turn has nothing else to do. Only in the loop.
    void atTurnEnd(Runnable task);

    /// Runs a task in a later turn. Only in the loop.
    Timer schedule(long delayMs, Runnable task);

    /// Nanoseconds that never go back; only differences mean anything.
    long monotonicNs();

    /// Milliseconds since 1970.
    long wallMs();

    /// Only in the loop.
    RandomGenerator random();

    boolean inLoop();

    /// A bug, unless this is the loop's own thread.
    default void assertInLoop() {
        if (!inLoop()) {
            throw new IllegalStateException("not in loop-" + index());
        }
    }

    /// Something that was scheduled.
    interface Timer {
        /// It will not run, unless it has.
        void cancel();
    }
}

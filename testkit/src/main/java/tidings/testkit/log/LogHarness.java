package tidings.testkit.log;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import tidings.log.Log;

/// An engine under [LogEngineContract], with its storage and its time.
public interface LogHarness extends AutoCloseable {
    /// The running engine; another one after each restart.
    Log log();

    /// Waits until a condition holds, driving the engine if it does not run by itself; fails
    /// after some seconds with what was waited for.
    void until(String what, BooleanSupplier condition);

    /// Closes the engine and opens it again on the same storage.
    void restart();

    /// Moves wall time and monotonic time forward together.
    void passTime(Duration duration);

    /// Leaves the engine's disk no room for what it is asked to store, or room again.
    void fillDisk(boolean full);

    /// How long the engine knows an idempotency key.
    Duration idempotencyWindow();

    /// Whether a node of this engine may lag behind its log.
    boolean lags();

    @Override
    void close();

    default <T> T get(CompletionStage<T> stage) {
        var future = stage.toCompletableFuture();
        until("an answer", future::isDone);
        return future.join();
    }
}

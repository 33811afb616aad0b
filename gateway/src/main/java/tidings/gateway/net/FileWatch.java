package tidings.gateway.net;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks after files, once a second until closed, so that a change needs no restart. Closed from
/// any thread; a look that has begun goes on.
public final class FileWatch implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param name of the task that looks
    /// @param look called on that task only, first when a second has passed
    public void start(String name, Runnable look) {
        Thread.ofVirtual().name(name).start(() -> {
            try {
                while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    look.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        closed.countDown();
    }
}

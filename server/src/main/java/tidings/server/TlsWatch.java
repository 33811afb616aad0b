package tidings.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tidings.gateway.net.TlsKeys;

/// Looks after the files of a listener's TLS, so that a certificate is renewed without a restart.
final class TlsWatch implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);

    TlsWatch(TlsKeys keys) {
        Thread.ofVirtual().name("task-tls-files").start(() -> {
            try {
                while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    keys.reload();
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

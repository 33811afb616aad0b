package tidings.log.rocksdb;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.log.FailStop;
import tidings.log.LogMeter;
import tidings.testkit.log.LogHarness;
import tidings.testkit.log.SteppedTime;

/// A RocksLog in a directory, on stepped time.
final class RocksLogHarness implements LogHarness {
    static final LogMeter NO_METER = (entries, bytes, commitNs) -> {};
    static final Path NATIVE_FOLDER = Path.of("target", "native");
    private static final AtomicBoolean TIDIED = new AtomicBoolean();
    private static final long PATIENCE_NS = 30_000_000_000L;

    final SteppedTime time = new SteppedTime(1_790_000_000_000L);
    /// Enough, and so little above what must stay free that each batch asks.
    static final long ENOUGH_FREE_BYTES = 500L << 20;
    final AtomicLong freeBytes = new AtomicLong(ENOUGH_FREE_BYTES);
    final AtomicReference<@Nullable String> stopped = new AtomicReference<>();
    private final UnaryOperator<RocksLogConfig> configured;
    private final Path directory;
    private String bootId;
    private RocksLog log;

    RocksLogHarness(Path directory) {
        this(directory, UnaryOperator.identity());
    }

    RocksLogHarness(Path directory, UnaryOperator<RocksLogConfig> configured) {
        this(directory, configured, BootId.current());
    }

    private RocksLogHarness(Path directory, UnaryOperator<RocksLogConfig> configured,
            String bootId) {
        this.directory = directory;
        this.configured = configured;
        this.bootId = bootId;
        this.log = start(configured);
    }

    static RocksLogHarness afterBoot(Path directory, String bootId) {
        return new RocksLogHarness(directory, UnaryOperator.identity(), bootId);
    }

    /// Left behind, so that a failed test can be looked into; the next run after an hour takes
    /// away what earlier ones left.
    static Path newDirectory() {
        try {
            Path all = Files.createDirectories(Path.of("target", "logs"));
            if (TIDIED.compareAndSet(false, true)) {
                deleteOlderThan(all, System.currentTimeMillis() - 3_600_000);
            }
            return Files.createTempDirectory(all, "log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteOlderThan(Path all, long ms) throws IOException {
        List<Path> old;
        try (Stream<Path> directories = Files.list(all)) {
            old = directories.filter(d -> d.toFile().lastModified() < ms).toList();
        }
        for (Path directory : old) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    static RocksLogConfig smallConfig(Path directory) {
        return RocksLogConfig.defaults(directory).withNativeLibraryFolder(NATIVE_FOLDER)
                .withStore(1L << 30, 8 << 20, 16 << 20);
    }

    private RocksLog start(UnaryOperator<RocksLogConfig> also) {
        try {
            return tryStart(also);
        } catch (LogOpenException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private RocksLog tryStart(UnaryOperator<RocksLogConfig> also) throws LogOpenException {
        FailStop failStop = (reason, cause) -> stopped.set(reason);
        return RocksLog.open(also.apply(smallConfig(directory)), time, NO_METER, failStop,
                freeBytes::get, bootId);
    }

    /// Opens the closed log again, with this much changed of its configuration.
    void open(UnaryOperator<RocksLogConfig> also) throws LogOpenException {
        log = tryStart(c -> also.apply(configured.apply(c)));
    }

    void open() throws LogOpenException {
        open(UnaryOperator.identity());
    }

    /// From now on it is another boot of the machine.
    void reboot(String bootId) {
        this.bootId = bootId;
    }

    Path directory() {
        return directory;
    }

    @Override
    public RocksLog log() {
        return log;
    }

    @Override
    public void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NS) {
                throw new AssertionError("after 30 s still no " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    @Override
    public void restart() {
        log.close();
        log = start(configured);
    }

    @Override
    public void passTime(Duration duration) {
        time.pass(duration);
        until("end of the drops that are due", () -> get(log.keepNow()));
    }

    @Override
    public void fillDisk(boolean full) {
        freeBytes.set(full ? 1000 : ENOUGH_FREE_BYTES);
    }

    @Override
    public Duration idempotencyWindow() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean lags() {
        return false;
    }

    @Override
    public void close() {
        log.close();
        String reason = stopped.get();
        if (reason != null) {
            throw new AssertionError("the log stopped: " + reason);
        }
    }
}

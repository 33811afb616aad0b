package tidings.server.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tidings.log.Log;
import tidings.log.LogMeter;
import tidings.log.LogStatus;

/// What the log's writer reports with each batch, and how the store is.
final class LogMetrics implements LogMeter {
    private static final Duration[] COMMIT_BUCKETS = {micros(100), micros(250), micros(500),
            micros(1_000), micros(2_500), micros(5_000),
            micros(10_000), micros(25_000), micros(100_000), micros(1_000_000)};
    private static final double[] BATCH_BUCKETS = {1, 4, 16, 64, 256, 1024};

    private final Timer commit;
    private final DistributionSummary batch;
    private final LongAdder bytes = new LongAdder();

    LogMetrics(MeterRegistry registry) {
        commit = Timer.builder("tidings.log.commit")
                .description("From the drain of the writer's queue to the end of the sync")
                .serviceLevelObjectives(COMMIT_BUCKETS).register(registry);
        batch = DistributionSummary.builder("tidings.log.batch")
                .description("Entries that were committed together")
                .serviceLevelObjectives(BATCH_BUCKETS).register(registry);
        FunctionCounter.builder("tidings.log.written", bytes, LongAdder::sum).baseUnit("bytes")
                .description("Payloads committed").register(registry);
    }

    @Override
    public void onCommit(int entries, long payloadBytes, long commitNs) {
        commit.record(Duration.ofNanos(commitNs));
        batch.record(entries);
        bytes.add(payloadBytes);
    }

    static void watch(Log log, MeterRegistry registry) {
        gauge(registry, log, "tidings.log.store", "bytes", "What the store takes on the disk",
                LogStatus::storeBytes);
        gauge(registry, log, "tidings.log.disk.free", "bytes", "What the disk has left",
                LogStatus::freeBytes);
        gauge(registry, log, "tidings.log.queued", null, "Appends accepted and not yet settled",
                LogStatus::queuedAppends);
        gauge(registry, log, "tidings.log.channels", null, "Channels that have a record",
                LogStatus::channels);
        gauge(registry, log, "tidings.log.problems", null,
                "What keeps the log from being ready; /health/ready says what",
                status -> status.problems().size());
    }

    private static void gauge(MeterRegistry registry, Log log, String name,
            @Nullable String unit, String about,
            ToDoubleFunction<LogStatus> what) {
        Gauge.builder(name, log, l -> what.applyAsDouble(l.status())).description(about)
                .baseUnit(unit).strongReference(true).register(registry);
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }
}

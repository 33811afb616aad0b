package tidings.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.RuntimeMXBean;

/// The process beneath: heap, collections, age. Kept apart because its beans cost more at the
/// start than all the rest, so they are asked for when somebody reads.
final class ProcessMetrics {
    private ProcessMetrics() {}

    static void register(MeterRegistry registry) {
        Gauge.builder("tidings.heap.used", ProcessMetrics::heapUsed).baseUnit("bytes")
                .description("Java heap in use").register(registry);
        Gauge.builder("tidings.heap.committed", ProcessMetrics::heapCommitted).baseUnit("bytes")
                .description("Java heap taken from the system").register(registry);
        Gauge.builder("tidings.heap.max", Runtime.getRuntime(), Runtime::maxMemory)
                .baseUnit("bytes").description("What the Java heap may grow to")
                .register(registry);
        FunctionCounter.builder("tidings.gc.time", Runtime.getRuntime(), _ -> collectionSeconds())
                .baseUnit("seconds").description("Time spent collecting garbage")
                .register(registry);
        Gauge.builder("tidings.uptime", ProcessMetrics::uptimeSeconds).baseUnit("seconds")
                .description("Since the process began").register(registry);
    }

    private static double heapUsed() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static double heapCommitted() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return memory.getHeapMemoryUsage().getCommitted();
    }

    private static double uptimeSeconds() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        return runtime.getUptime() / 1_000.0;
    }

    private static double collectionSeconds() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime).sum() / 1_000.0;
    }
}

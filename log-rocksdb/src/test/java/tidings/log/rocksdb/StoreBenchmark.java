package tidings.log.rocksdb;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import tidings.log.Append;
import tidings.log.LogChannel;
import tidings.log.LogEvent;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.PayloadKind;
import tidings.log.Settled;
import tidings.log.TimeSource;
import tidings.testkit.log.LogTester;

/// How fast the engine takes messages of 200 bytes, over 100,000 channels of which 1,000 have half
/// of the traffic. For each number of producers and of unanswered appends each: messages a second,
/// time to the answer, and what the writer spends and allocates on each.
///
/// Run it by hand: `docs/decisions/channel-record.md` says how.
final class StoreBenchmark {
    private static final int CHANNELS = Integer.getInteger("channels", 100_000);
    private static final int HOT = CHANNELS / 100;
    private static final int WARM_UP_MS = Integer.getInteger("warm-up-ms", 4_000);
    private static final int MEASURE_MS = Integer.getInteger("measure-ms", 6_000);
    private static final LogRetention WEEK = new LogRetention(10_000, Duration.ofDays(7),
            1L << 40);

    private final RocksLog log;
    private final LogChannel[] channels = new LogChannel[CHANNELS];
    private final LongAdder batches = new LongAdder();
    private volatile boolean measuring;

    private record Context(Semaphore room, Latencies latencies, long sentNs) {}

    /// The last million or so.
    private static final class Latencies {
        private final int[] micros = new int[1 << 20];
        private final AtomicInteger next = new AtomicInteger();

        void add(long ns) {
            micros[next.getAndIncrement() & (micros.length - 1)] = (int) (ns / 1000);
        }

        String percentiles() {
            int[] sorted = Arrays.copyOf(micros, Math.min(next.get(), micros.length));
            Arrays.sort(sorted);
            return sorted.length == 0
                    ? "-"
                    : "%.2f / %.2f".formatted(sorted[sorted.length / 2] / 1000.0,
                            sorted[(int) (sorted.length * 0.99)] / 1000.0);
        }
    }

    private StoreBenchmark(Path directory) throws LogOpenException {
        log = RocksLog.open(RocksLogConfig.defaults(directory)
                .withNativeLibraryFolder(RocksLogHarness.NATIVE_FOLDER), TimeSource.SYSTEM,
                (entries, bytes, commitNs) -> batches.increment(), (reason, cause) -> {
                    System.err.println(reason);
                    Runtime.getRuntime().halt(1);
                });
        for (int shard = 0; shard < log.shardCount(); shard++) {
            log.listen(shard, this::onEvent);
        }
        for (int i = 0; i < CHANNELS; i++) {
            OpenAnswer.Opened opened = (OpenAnswer.Opened) log
                    .open(LogTester.name("bench/" + i)).toCompletableFuture().join();
            channels[i] = opened.channel();
        }
    }

    public static void main(String[] args) throws Exception {
        Path directory = args.length > 0 ? Path.of(args[0]) : RocksLogHarness.newDirectory();
        Files.createDirectories(directory);
        StoreBenchmark benchmark = new StoreBenchmark(directory);
        System.out.println("producers x outstanding | msg/s | p50 / p99 ms | entries a batch"
                + " | writer CPU us a message | writer bytes a message");
        for (int[] load : List.of(new int[]{1, 1}, new int[]{1, 256}, new int[]{8, 256})) {
            benchmark.measure(load[0], load[1]);
        }
        benchmark.log.close();
    }

    private void onEvent(LogEvent event) {
        if (event instanceof LogEvent.Entries entries) {
            for (Settled settled : entries.settled()) {
                Context context = (Context) settled.append().context();
                if (measuring) {
                    context.latencies().add(System.nanoTime() - context.sentNs());
                }
                context.room().release();
            }
        }
    }

    private void measure(int producers, int outstanding) throws InterruptedException {
        AtomicLong sent = new AtomicLong();
        Latencies latencies = new Latencies();
        Thread[] threads = new Thread[producers];
        for (int p = 0; p < producers; p++) {
            int seed = p;
            threads[p] = Thread.ofPlatform().start(
                    () -> produce(seed, outstanding, sent, latencies));
        }
        pause(WARM_UP_MS);
        Thread writer = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("log-writer")).findFirst().orElseThrow();
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sentBefore = sent.get();
        long batchesBefore = batches.sum();
        long cpuBefore = bean.getThreadCpuTime(writer.threadId());
        long bytesBefore = bean.getThreadAllocatedBytes(writer.threadId());
        measuring = true;
        long start = System.nanoTime();
        pause(MEASURE_MS);
        measuring = false;
        double seconds = (System.nanoTime() - start) / 1e9;
        double messages = sent.get() - sentBefore;
        System.out.printf("%d x %d | %,.0f | %s | %.1f | %.2f | %.0f%n", producers, outstanding,
                messages / seconds, latencies.percentiles(),
                messages / Math.max(1, batches.sum() - batchesBefore),
                (bean.getThreadCpuTime(writer.threadId()) - cpuBefore) / messages / 1000,
                (bean.getThreadAllocatedBytes(writer.threadId()) - bytesBefore) / messages);
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    private static void pause(long ms) throws InterruptedException {
        new Semaphore(0).tryAcquire(ms, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    private void produce(int seed, int outstanding, AtomicLong sent, Latencies latencies) {
        Random random = new Random(seed);
        byte[][] payloads = new byte[64][200];
        for (byte[] payload : payloads) {
            random.nextBytes(payload);
            Arrays.fill(payload, 100, 200, (byte) ' ');
        }
        Semaphore room = new Semaphore(outstanding);
        try {
            while (true) {
                room.acquire();
                LogChannel channel = channels[random.nextBoolean()
                        ? random.nextInt(HOT)
                        : random.nextInt(CHANNELS)];
                log.append(new Append(channel,
                        new Message(payloads[random.nextInt(payloads.length)], PayloadKind.BYTES,
                                null, Map.of(), null),
                        WEEK, null, List.of(), new Context(room, latencies, System.nanoTime())));
                sent.incrementAndGet();
            }
        } catch (InterruptedException e) {
            room.acquireUninterruptibly(outstanding);
        }
    }
}

package tidings.log.rocksdb;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import tidings.log.Append;
import tidings.log.LogChannel;
import tidings.log.LogEvent;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.PayloadKind;
import tidings.log.ScanAnswer;
import tidings.log.ScanMatcher;
import tidings.log.ScanRequest;
import tidings.log.TimeSource;
import tidings.testkit.log.LogTester;

/// How fast a shard is scanned: entries a second looked at, for pages that want nothing, one channel
/// in a hundred, or everything; messages of 200 bytes, half of them on one channel in a hundred.
///
/// Run it by hand: `docs/decisions/tables.md` says how.
final class ScanBenchmark {
    private static final int CHANNELS = Integer.getInteger("channels", 100_000);
    private static final int ENTRIES = Integer.getInteger("entries", 3_000_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final LogRetention WEEK = new LogRetention(Long.MAX_VALUE, Duration.ofDays(7),
            Long.MAX_VALUE);

    private final RocksLog log;
    private final Semaphore room = new Semaphore(10_000);

    private ScanBenchmark(RocksLog log) {
        this.log = log;
    }

    public static void main(String[] args) throws Exception {
        Path directory = args.length > 0 ? Path.of(args[0]) : RocksLogHarness.newDirectory();
        Files.createDirectories(directory);
        RocksLog log = RocksLog.open(RocksLogConfig.defaults(directory)
                .withNativeLibraryFolder(RocksLogHarness.NATIVE_FOLDER), TimeSource.SYSTEM,
                RocksLogHarness.NO_METER, (reason, cause) -> {
                    System.err.println(reason);
                    Runtime.getRuntime().halt(1);
                });
        ScanBenchmark benchmark = new ScanBenchmark(log);
        benchmark.fill();
        System.out.println("wanted | looked at a page | entries looked at a second, best of "
                + ROUNDS + " | given a second");
        for (int visitedMax : new int[]{1_000, 10_000, 100_000}) {
            benchmark.measure("nothing", _ -> null, visitedMax);
            benchmark.measure("1 channel in 100",
                    c -> c.hash() % 100 == 0 ? WEEK : null, visitedMax);
            benchmark.measure("everything", _ -> WEEK, visitedMax);
        }
        log.close();
    }

    private void fill() throws Exception {
        for (int shard = 0; shard < log.shardCount(); shard++) {
            log.listen(shard, event -> room.release(
                    event instanceof LogEvent.Entries e ? e.settled().size() : 0));
        }
        LogChannel[] channels = new LogChannel[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            channels[i] = ((OpenAnswer.Opened) log.open(LogTester.name("bench/" + i))
                    .toCompletableFuture().join()).channel();
        }
        Random random = new Random(1);
        for (int n = 0; n < ENTRIES; n++) {
            byte[] payload = new byte[200];
            random.nextBytes(payload);
            int channel = random.nextInt(random.nextBoolean()
                    ? Math.max(1, CHANNELS / 100)
                    : CHANNELS);
            room.acquire();
            log.append(new Append(channels[channel],
                    new Message(payload, PayloadKind.BYTES, null, Map.of(), null), WEEK, null,
                    List.of(), n));
        }
        room.acquire(10_000);
        log.store().flush();
    }

    private void measure(String what, ScanMatcher matcher, int visitedMax) {
        double best = 0;
        double given = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long looked = 0;
            long entries = 0;
            long start = System.nanoTime();
            for (int shard = 0; shard < log.shardCount(); shard++) {
                long after = 0;
                for (boolean more = true; more;) {
                    ScanAnswer.Page page = (ScanAnswer.Page) log.scan(new ScanRequest(shard,
                            after, Long.MAX_VALUE, matcher, 500, 1 << 20, visitedMax))
                            .toCompletableFuture().join();
                    looked += page.through() - after;
                    entries += page.entries().size();
                    after = page.through();
                    more = page.more();
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            best = Math.max(best, looked / seconds);
            given = Math.max(given, entries / seconds);
        }
        System.out.printf("%s | %d | %,.0f | %,.0f%n", what, visitedMax, best, given);
    }
}

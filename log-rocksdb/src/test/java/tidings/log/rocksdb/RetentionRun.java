package tidings.log.rocksdb;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import tidings.log.Append;
import tidings.log.LogChannel;
import tidings.log.LogEvent;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.PayloadKind;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.log.Settled;
import tidings.testkit.log.LogTester;
import tidings.testkit.log.SteppedTime;

/// Fills a week's slices with so many gigabytes, reads, and lets the slices go one after another:
/// write amplification, hot and cold reads, the time a drop takes, and what commits meanwhile
/// wait. `docs/decisions/retention-slices.md` has the results and says how to run it.
final class RetentionRun {
    private static final int CHANNELS = 100_000;
    private static final int HOT = 1000;
    private static final int SLICES = 12;
    private static final int OUTSTANDING = 1024;
    private static final LogRetention WEEK = new LogRetention(Long.MAX_VALUE, Duration.ofDays(7),
            Long.MAX_VALUE);

    private final SteppedTime time = new SteppedTime(1_790_000_000_000L);
    private final Random random = new Random(1);
    private final Semaphore room = new Semaphore(OUTSTANDING);
    private final LogChannel[] channels = new LogChannel[CHANNELS];
    private final RocksLog log;
    private volatile long worstCommitNs;

    private RetentionRun(Path directory) throws LogOpenException {
        log = RocksLog.open(RocksLogConfig.defaults(directory)
                .withNativeLibraryFolder(RocksLogHarness.NATIVE_FOLDER)
                .withStore(1L << 40, 128 << 20, 256 << 20), time,
                (entries, bytes, commitNs) -> worstCommitNs = Math.max(worstCommitNs, commitNs),
                (reason, cause) -> {
                    System.err.println(reason);
                    Runtime.getRuntime().halt(1);
                });
        for (int shard = 0; shard < log.shardCount(); shard++) {
            log.listen(shard, event -> {
                if (event instanceof LogEvent.Entries(var _, List<Settled> settled)) {
                    room.release(settled.size());
                }
            });
        }
        for (int i = 0; i < CHANNELS; i++) {
            channels[i] = ((OpenAnswer.Opened) log.open(LogTester.name("run/" + i))
                    .toCompletableFuture().join()).channel();
        }
    }

    /// @param args directory, gigabytes, bytes of a message
    public static void main(String[] args) throws Exception {
        RetentionRun run = new RetentionRun(Path.of(args[0]));
        run.fill((long) (Double.parseDouble(args[1]) * (1L << 30)), Integer.parseInt(args[2]));
        run.reads("full");
        run.drop();
        run.reads("after half of the slices went");
        run.log.close();
    }

    private void fill(long bytes, int messageBytes) throws Exception {
        long start = System.nanoTime();
        long messages = bytes / messageBytes;
        for (int slice = 0; slice < SLICES; slice++) {
            for (long i = 0; i < messages / SLICES; i++) {
                append(messageBytes);
            }
            time.pass(Duration.ofHours(14));
        }
        room.acquire(OUTSTANDING);
        room.release(OUTSTANDING);
        double seconds = (System.nanoTime() - start) / 1e9;
        log.store().flush();
        System.out.printf("filled %.1f GB, %,d messages in %.0f s: %,.0f messages/s,"
                + " worst commit %.0f ms%n", bytes / 1e9, messages, seconds, messages / seconds,
                worstCommitNs / 1e6);
        System.out.printf("on disk %.2f GB; written by flushes and compactions %.2f GB:"
                + " amplification %.2f, with the log %.2f%n", log.store().bytes() / 1e9,
                written() / 1e9, (double) written() / bytes, (double) written() / bytes + 1);
    }

    private void append(int bytes) throws InterruptedException {
        byte[] payload = new byte[bytes];
        for (int i = 0; i < bytes / 2; i += 8) {
            long r = random.nextLong();
            for (int j = 0; j < 8 && i + j < bytes / 2; j++) {
                payload[i + j] = (byte) (r >>> (8 * j));
            }
        }
        LogChannel channel = channels[random.nextBoolean()
                ? random.nextInt(HOT)
                : random.nextInt(CHANNELS)];
        room.acquire();
        log.append(new Append(channel,
                new Message(payload, PayloadKind.BYTES, null, Map.of(), null), WEEK, null,
                List.of(),
                this));
    }

    /// What RocksDB says of each family: "Cumulative compaction: 1.23 GB write", flushes included.
    private long written() throws RocksDBException {
        Pattern line = Pattern.compile("Cumulative compaction: ([0-9.]+) GB write");
        double gigabytes = 0;
        for (ColumnFamilyHandle family : List.of(log.store().entries, log.store().order,
                log.store().channels, log.store().meta)) {
            Matcher found = line.matcher(log.store().db.getProperty(family, "rocksdb.cfstats"));
            gigabytes += found.find() ? Double.parseDouble(found.group(1)) : 0;
        }
        return (long) (gigabytes * (1L << 30));
    }

    private void reads(String when) {
        System.out.printf("%s: last 100 of a hot channel %s us, all of a cold channel %s us%n",
                when, percentiles(1000, () -> read(random.nextInt(HOT), new ReadFrom.Newest(),
                        100)),
                percentiles(1000, () -> read(HOT + random.nextInt(CHANNELS - HOT),
                        new ReadFrom.Oldest(), 1000)));
    }

    private void read(int channel, ReadFrom from, int limit) {
        ReadAnswer answer = log.read(new ReadRequest(channels[channel].name(), WEEK, null, from,
                Long.MAX_VALUE, limit, Integer.MAX_VALUE)).toCompletableFuture().join();
        if (!(answer instanceof ReadAnswer.Page)) {
            throw new IllegalStateException("no page: " + answer);
        }
    }

    private static String percentiles(int times, Runnable read) {
        List<Long> ns = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            read.run();
            ns.add(System.nanoTime() - start);
        }
        long[] sorted = ns.stream().mapToLong(Long::longValue).sorted().toArray();
        return "%d / %d".formatted(sorted[times / 2] / 1000, sorted[times * 99 / 100] / 1000);
    }

    private void drop() throws Exception {
        List<String> lines = new ArrayList<>();
        time.pass(Duration.ofHours(14));
        for (int slice = 0; slice < SLICES / 2; slice++) {
            time.pass(Duration.ofHours(14));
            long before = log.store().bytes();
            worstCommitNs = 0;
            long start = System.nanoTime();
            boolean done = log.keepNow().toCompletableFuture().join();
            while (!done) {
                append(200);
                done = log.keepNow().toCompletableFuture().join();
            }
            long freed = before - log.store().bytes();
            double droppedMs = (System.nanoTime() - start) / 1e6;
            lines.add("%.0f ms (%.0f MB at once, worst commit %.0f ms)".formatted(droppedMs,
                    freed / 1e6, worstCommitNs / 1e6));
        }
        System.out.println("drops: " + String.join(", ", lines));
        System.out.printf("on disk %.2f GB, written %.2f GB in all%n",
                log.store().bytes() / 1e9, written() / 1e9);
    }
}

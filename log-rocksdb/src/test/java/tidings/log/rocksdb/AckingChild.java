package tidings.log.rocksdb;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tidings.log.Append;
import tidings.log.Entry;
import tidings.log.IdempotencyKey;
import tidings.log.LogChannel;
import tidings.log.LogEvent;
import tidings.log.LogRetention;
import tidings.log.Outcome;
import tidings.log.OpenAnswer;
import tidings.log.Settled;
import tidings.log.TableWrite;
import tidings.log.TimeSource;
import tidings.log.WriteAnswer;
import tidings.testkit.log.LogTester;

/// A process that appends and writes to tables as fast as it can and says on its standard output
/// what was acknowledged, until somebody ends it.
///
/// Lines: `ready`, then `CHANNEL OFFSET EPOCH TEXT` for each acknowledged append, and
/// `alone SHARD KEY .` for each acknowledged write. Every third append stores its entry in the
/// table `with` under its channel and text; a write alone puts its key into `alone` and `twin`.
final class AckingChild {
    static final int CHANNELS = 8;
    static final int OUTSTANDING = 16;
    static final int WRITES_OUTSTANDING = 16;
    private static final LogRetention RETENTION = new LogRetention(Long.MAX_VALUE,
            Duration.ofDays(7), Long.MAX_VALUE);

    private final RocksLog log;
    private final String run;
    private final PrintStream out;
    private final int[] sent = new int[CHANNELS];
    private final AtomicInteger written = new AtomicInteger();

    private AckingChild(RocksLog log, String run, PrintStream out) {
        this.log = log;
        this.run = run;
        this.out = out;
    }

    /// @param args directory, sync (always, os), a name of this run
    public static void main(String[] args) throws Exception {
        Sync sync = args[1].equals("os") ? new Sync.Os() : new Sync.Always();
        RocksLogConfig config = RocksLogHarness.smallConfig(Path.of(args[0])).withSync(sync);
        RocksLog log = RocksLog.open(config, TimeSource.SYSTEM, RocksLogHarness.NO_METER,
                (reason, cause) -> {
                    System.err.println("stop: " + reason);
                    Runtime.getRuntime().halt(3);
                });
        new AckingChild(log, args[2], new PrintStream(System.out, false, StandardCharsets.UTF_8))
                .run();
    }

    static String channelName(int channel) {
        return "child/" + channel;
    }

    private void run() {
        for (int shard = 0; shard < log.shardCount(); shard++) {
            log.listen(shard, this::onEvent);
        }
        List<LogChannel> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            OpenAnswer.Opened opened = (OpenAnswer.Opened) log
                    .open(LogTester.name(channelName(i))).toCompletableFuture().join();
            channels.add(opened.channel());
        }
        out.println("ready");
        out.flush();
        for (int i = 0; i < CHANNELS; i++) {
            for (int n = 0; n < OUTSTANDING; n++) {
                send(channels.get(i), i);
            }
        }
        for (int n = 0; n < WRITES_OUTSTANDING; n++) {
            write();
        }
    }

    static boolean storesItsEntry(int number) {
        return number % 3 == 0;
    }

    /// As [#send], in whichever thread gets here.
    private void write() {
        int number = written.getAndIncrement();
        String key = "%s:%d".formatted(run, number);
        int shard = number % log.shardCount();
        var _ = log
                .write(shard,
                        List.of(LogTester.put("alone", key, key), LogTester.put("twin", key, "")))
                .whenComplete((answer, failure) -> {
                    if (failure != null || !answer.equals(new WriteAnswer.Written())) {
                        throw new IllegalStateException("not written: " + answer, failure);
                    }
                    out.printf("alone %d %s .%n", shard, key);
                    out.flush();
                    write();
                });
    }

    /// Runs in the main thread at first, then in the writer, which is its own order.
    private synchronized void send(LogChannel channel, int index) {
        int number = sent[index]++;
        String text = "%s:%d".formatted(run, number);
        List<TableWrite> writes = storesItsEntry(number)
                ? List.of(LogTester.theEntry("with", channel.name() + " " + text))
                : List.of();
        IdempotencyKey key = sent[index] % 4 == 0 ? new IdempotencyKey("child", text) : null;
        log.append(new Append(channel, LogTester.message(text), RETENTION, key, writes, index));
    }

    private void onEvent(LogEvent event) {
        if (event instanceof LogEvent.Entries(List<Entry> entries, List<Settled> settled)) {
            for (Settled one : settled) {
                if (!(one.outcome() instanceof Outcome.Committed(var position, var _))) {
                    throw new IllegalStateException("not committed: " + one.outcome());
                }
                out.printf("%s %d %s %s%n", one.append().channel().name(), position.offset(),
                        position.epoch(), new String(one.append().message().payload(),
                                StandardCharsets.UTF_8));
                send(one.append().channel(), (Integer) one.append().context());
            }
            out.flush();
        }
    }
}

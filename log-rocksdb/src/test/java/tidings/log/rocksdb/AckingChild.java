package tidings.log.rocksdb;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tidings.log.Append;
import tidings.log.Entry;
import tidings.log.IdempotencyKey;
import tidings.log.LogChannel;
import tidings.log.LogEvent;
import tidings.log.LogRetention;
import tidings.log.Outcome;
import tidings.log.OpenAnswer;
import tidings.log.Settled;
import tidings.log.TimeSource;
import tidings.testkit.log.LogTester;

/// A process that appends as fast as it can and says on its standard output what was
/// acknowledged, until somebody ends it.
///
/// Lines: `ready`, then `CHANNEL OFFSET EPOCH TEXT` for each acknowledged append.
final class AckingChild {
    static final int CHANNELS = 8;
    static final int OUTSTANDING = 16;
    private static final LogRetention RETENTION = new LogRetention(Long.MAX_VALUE,
            Duration.ofDays(7), Long.MAX_VALUE);

    private final RocksLog log;
    private final String run;
    private final PrintStream out;
    private final int[] sent = new int[CHANNELS];

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
    }

    /// Runs in the main thread at first, then in the writer, which is its own order.
    private synchronized void send(LogChannel channel, int index) {
        String text = "%s:%d".formatted(run, sent[index]++);
        IdempotencyKey key = sent[index] % 4 == 0 ? new IdempotencyKey("child", text) : null;
        log.append(new Append(channel, LogTester.message(text), RETENTION, key, List.of(), index));
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

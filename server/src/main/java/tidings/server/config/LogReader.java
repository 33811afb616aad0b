package tidings.server.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tidings.log.rocksdb.RocksLogConfig;
import tidings.log.rocksdb.Sync;

/// The `log` of a configuration: the embedded engine.
final class LogReader {
    private static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

    private enum SyncWhen {
        ALWAYS, INTERVAL, OS
    }

    private LogReader() {}

    static RocksLogConfig read(ConfigReader in, Path directory, boolean acceptLoss,
            @Nullable Path nativeLibraryFolder) {
        RocksLogConfig byDefault = RocksLogConfig.defaults(directory);
        Sync sync = sync(in);
        long total = in.value("total-bytes", Types.BYTES, byDefault.storeBytesMax(),
                "The store on disk; beyond it the oldest entries of all channels go, then publishes"
                        + " are refused.");
        long memtables = in.value("memtables", Types.BYTES, byDefault.memtableBytes(),
                "Memory for what is not yet in the store's files, beside the Java heap.");
        long minFree = in.value("min-free", Types.BYTES,
                byDefault.minFreeBytes() - byDefault.memtableBytes() + memtables,
                "What must stay free on the disk: below it publishes are refused until there is"
                        + " room again. By default 256MiB more than memtables.");
        Duration window = in.value("idempotency-window", Types.DURATION,
                byDefault.idempotencyWindow(),
                "How long a repeated idempotency key is recognised.");
        long channels = in.value("channels", Types.LONG, byDefault.channelsMax(),
                "The most channels that have ever been published to.");
        Duration channelAge = in.value("channel-age", Types.DURATION, byDefault.channelRecordAge(),
                "How long a channel's position outlives its last entry.");
        int shards = in.value("shards", Types.INT, byDefault.shards(),
                "Shards of a new data directory; an existing one keeps its number.");
        long cache = in.value("block-cache", Types.BYTES, byDefault.blockCacheBytes(),
                "Memory for what was read from the store, beside the Java heap.");
        long wal = in.value("wal-bytes", Types.BYTES, byDefault.walBytesMax(),
                "The store's write-ahead log, which is read at the start after a crash.");
        int readers = in.value("reader-threads", Types.INT, byDefault.readerThreads(),
                "Threads that read from the disk.");
        int batchEntries = in.value("batch-entries", Types.INT, byDefault.batchEntriesMax(),
                "The most entries that are committed together.");
        int batchBytes = in.value("batch-bytes", Types.SMALL_BYTES, byDefault.batchBytesMax(),
                "What the messages that are committed together weigh, unless one alone is larger.");
        return in.checked(
                () -> new RocksLogConfig(directory, shards, sync, window, channels, channelAge,
                        total, minFree, memtables, cache, wal, readers, batchEntries, batchBytes,
                        acceptLoss, nativeLibraryFolder),
                byDefault);
    }

    private static Sync sync(ConfigReader in) {
        SyncWhen when = in.value("sync", Types.oneOf(SyncWhen.class), SyncWhen.ALWAYS,
                "When a publish is acknowledged: once it is on stable storage (always); or at once,"
                        + " and the disk is synced every sync-interval or when the system likes"
                        + " (os): then a power cut may take what was acknowledged.");
        Duration interval = in.value("sync-interval", Types.DURATION, SYNC_INTERVAL,
                "For sync: interval.");
        return switch (when) {
            case ALWAYS -> new Sync.Always();
            case INTERVAL -> in.checked(() -> new Sync.Interval(interval), new Sync.Always());
            case OS -> new Sync.Os();
        };
    }
}

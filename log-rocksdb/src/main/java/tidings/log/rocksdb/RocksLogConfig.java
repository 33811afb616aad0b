package tidings.log.rocksdb;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the embedded log is set up.
///
/// @param directory the log's own directory; made if it is missing or empty
/// @param shards how many a new directory gets; an existing one keeps its number
/// @param sync when a commit is answered
/// @param idempotencyWindow how long a key is known, by log time
/// @param channelsMax channel records; a publish that would make one more is refused
/// @param channelRecordAge how long a channel's head and epoch outlive its entries
/// @param storeBytesMax the store on disk; beyond it the oldest slices go, then publishes are
///     refused
/// @param minFreeBytes what must stay free on the disk; below it publishes are refused
/// @param memtableBytes unflushed writes in memory, all families together
/// @param blockCacheBytes uncompressed blocks in memory, all families together
/// @param walBytesMax the write-ahead log, which is read when the store opens after a crash
/// @param readerThreads how many threads read
/// @param batchEntriesMax entries of one commit
/// @param batchBytesMax payloads of one commit, unless one alone is larger
/// @param acceptLoss whether to open a store that has lost acknowledged entries, as far as it can
///     be read and under a new incarnation
/// @param nativeLibraryFolder where RocksDB's native library is unpacked once; null lets RocksDB
///     unpack it into the temporary folder at each start
public record RocksLogConfig(Path directory, int shards, Sync sync, Duration idempotencyWindow,
        long channelsMax, Duration channelRecordAge, long storeBytesMax, long minFreeBytes,
        long memtableBytes, long blockCacheBytes, long walBytesMax, int readerThreads,
        int batchEntriesMax, int batchBytesMax, boolean acceptLoss,
        @Nullable Path nativeLibraryFolder) {

    private static final long MB = 1L << 20;

    public RocksLogConfig {
        require(shards >= 1 && shards <= 1024, "shards must be 1 to 1024, not " + shards);
        require(idempotencyWindow.compareTo(Duration.ofSeconds(1)) >= 0
                && idempotencyWindow.compareTo(Duration.ofHours(24)) <= 0,
                "the idempotency window must be 1 second to 24 hours, not " + idempotencyWindow);
        require(channelsMax >= 1, "channels must be at least 1, not " + channelsMax);
        require(channelRecordAge.compareTo(Duration.ofDays(1)) >= 0,
                "channel records must be kept for at least a day, not " + channelRecordAge);
        require(storeBytesMax >= 64 * MB,
                "the store must be allowed at least 64 MB, not %d bytes".formatted(storeBytesMax));
        require(minFreeBytes >= 0, "min-free must not be negative, but is " + minFreeBytes);
        require(memtableBytes >= MB,
                "memtables need at least 1 MB, not %d bytes".formatted(memtableBytes));
        require(blockCacheBytes >= MB,
                "the block cache needs at least 1 MB, not %d bytes".formatted(blockCacheBytes));
        require(walBytesMax >= MB,
                "the write-ahead log needs at least 1 MB, not %d bytes".formatted(walBytesMax));
        require(readerThreads >= 1 && readerThreads <= 64,
                "reader threads must be 1 to 64, not " + readerThreads);
        require(batchEntriesMax >= 1, "a batch must hold at least 1 entry, not " + batchEntriesMax);
        require(batchBytesMax >= 1, "a batch must hold at least 1 byte, not " + batchBytesMax);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    public static RocksLogConfig defaults(Path directory) {
        long memtables = 128 * MB;
        return new RocksLogConfig(directory, 16, new Sync.Always(), Duration.ofMinutes(5),
                10_000_000, Duration.ofDays(30), 10_240 * MB, memtables + 256 * MB, memtables,
                64 * MB, 256 * MB, 2, 2048, (int) (4 * MB), false, null);
    }

    public RocksLogConfig withSync(Sync sync) {
        return new RocksLogConfig(directory, shards, sync, idempotencyWindow, channelsMax,
                channelRecordAge, storeBytesMax, minFreeBytes, memtableBytes, blockCacheBytes,
                walBytesMax, readerThreads, batchEntriesMax, batchBytesMax, acceptLoss,
                nativeLibraryFolder);
    }

    public RocksLogConfig withAcceptLoss(boolean acceptLoss) {
        return new RocksLogConfig(directory, shards, sync, idempotencyWindow, channelsMax,
                channelRecordAge, storeBytesMax, minFreeBytes, memtableBytes, blockCacheBytes,
                walBytesMax, readerThreads, batchEntriesMax, batchBytesMax, acceptLoss,
                nativeLibraryFolder);
    }

    public RocksLogConfig withNativeLibraryFolder(Path folder) {
        return new RocksLogConfig(directory, shards, sync, idempotencyWindow, channelsMax,
                channelRecordAge, storeBytesMax, minFreeBytes, memtableBytes, blockCacheBytes,
                walBytesMax, readerThreads, batchEntriesMax, batchBytesMax, acceptLoss, folder);
    }

    /// With room for so much in all, and memtables to match.
    public RocksLogConfig withStore(long storeBytesMax, long memtableBytes, long walBytesMax) {
        return new RocksLogConfig(directory, shards, sync, idempotencyWindow, channelsMax,
                channelRecordAge, storeBytesMax, memtableBytes + 256 * MB, memtableBytes,
                blockCacheBytes, walBytesMax, readerThreads, batchEntriesMax, batchBytesMax,
                acceptLoss, nativeLibraryFolder);
    }

    public RocksLogConfig withChannelsMax(long channelsMax) {
        return new RocksLogConfig(directory, shards, sync, idempotencyWindow, channelsMax,
                channelRecordAge, storeBytesMax, minFreeBytes, memtableBytes, blockCacheBytes,
                walBytesMax, readerThreads, batchEntriesMax, batchBytesMax, acceptLoss,
                nativeLibraryFolder);
    }
}

package tidings.log.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import tidings.log.ChannelName;

/// RocksDB with its six families. Says how it is set up, and nothing about what is in it.
///
/// Reading is for any thread, writing for the log's writer.
final class Store implements AutoCloseable {
    /// How much of a damaged write-ahead log is believed.
    enum Recovery {
        /// Everything up to the first thing that is not whole; a missing or short file refuses.
        VERIFIED,
        /// Everything up to the first thing that is not whole.
        POINT_IN_TIME,
        /// Everything that can be read.
        WHATEVER
    }

    private static final long MB = 1L << 20;
    /// While the store opens, no memtable may fill: filling one flushes it, and a flush deletes
    /// log files that the witness has not been compared with yet.
    private static final long RECOVERY_BUFFER_BYTES = 4096 * MB;
    /// Of a memtable's size; not while the store opens, when that would be of the size above.
    private static final double MEMTABLE_BLOOM_RATIO = 0.05;

    private final List<AbstractImmutableNativeReference> resources;
    final RocksDB db;
    final ColumnFamilyHandle meta;
    final ColumnFamilyHandle entries;
    final ColumnFamilyHandle order;
    final ColumnFamilyHandle channels;
    final ColumnFamilyHandle idempotency;
    final ColumnFamilyHandle tables;
    private final List<ColumnFamilyHandle> families;
    private final ReadOptions prefixReads;
    private final long memtableBytes;

    private Store(RocksDB db, List<ColumnFamilyHandle> families,
            List<AbstractImmutableNativeReference> resources, long memtableBytes) {
        this.db = db;
        this.families = families;
        this.resources = resources;
        this.memtableBytes = memtableBytes;
        this.meta = families.get(0);
        this.entries = families.get(1);
        this.order = families.get(2);
        this.channels = families.get(3);
        this.idempotency = families.get(4);
        this.tables = families.get(5);
        this.prefixReads = new ReadOptions().setPrefixSameAsStart(true);
        resources.add(prefixReads);
    }

    /// @param create whether the store may be made; otherwise a missing one is an error
    static Store open(Path path, RocksLogConfig config, boolean create, Recovery recovery)
            throws RocksDBException {
        List<AbstractImmutableNativeReference> resources = new ArrayList<>();
        try {
            DBOptions options = options(config, create, recovery);
            resources.add(options);
            LRUCache cache = new LRUCache(config.blockCacheBytes());
            resources.add(cache);
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            for (String name : List.of("default", "entries", "order", "channels", "idempotency",
                    "tables")) {
                ColumnFamilyOptions family = family(name, cache);
                resources.add(family);
                descriptors.add(new ColumnFamilyDescriptor(
                        name.getBytes(StandardCharsets.UTF_8), family));
            }
            List<ColumnFamilyHandle> families = new ArrayList<>();
            RocksDB db = RocksDB.open(options, path.toString(), descriptors, families);
            return new Store(db, families, resources, config.memtableBytes());
        } catch (RocksDBException e) {
            resources.reversed().forEach(AbstractImmutableNativeReference::close);
            throw e;
        }
    }

    private static DBOptions options(RocksLogConfig config, boolean create, Recovery recovery) {
        Properties verified = new Properties();
        // Java has no setter for it: a log file that is missing or shorter than the next one says
        // refuses to open.
        verified.setProperty("track_and_verify_wals",
                Boolean.toString(recovery == Recovery.VERIFIED));
        DBOptions options = DBOptions.getDBOptionsFromProps(verified);
        return options.setCreateIfMissing(create).setCreateMissingColumnFamilies(create)
                .setParanoidChecks(true)
                .setWalRecoveryMode(switch (recovery) {
                    case VERIFIED, POINT_IN_TIME -> WALRecoveryMode.PointInTimeRecovery;
                    case WHATEVER -> WALRecoveryMode.SkipAnyCorruptedRecords;
                })
                .setAvoidFlushDuringRecovery(true)
                .setDbWriteBufferSize(config.memtableBytes())
                .setMaxTotalWalSize(config.walBytesMax())
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(MB)
                .setStatsDumpPeriodSec(0)
                .setMaxLogFileSize(8 * MB)
                .setKeepLogFileNum(3);
    }

    private static ColumnFamilyOptions family(String name, LRUCache cache) {
        BloomFilter bloom = new BloomFilter(10, false);
        BlockBasedTableConfig table = new BlockBasedTableConfig().setBlockSize(16 * 1024)
                .setBlockCache(cache).setFilterPolicy(bloom)
                // Entries are looked for by prefix only; everything else by its whole key.
                .setWholeKeyFiltering(!name.equals("entries"));
        ColumnFamilyOptions options = new ColumnFamilyOptions()
                .setWriteBufferSize(RECOVERY_BUFFER_BYTES)
                .setArenaBlockSize(MB)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(table);
        return name.equals("entries")
                ? options.useFixedLengthPrefixExtractor(Keys.ENTRY_PREFIX_BYTES)
                : options.setMemtableWholeKeyFiltering(true);
    }

    /// Ends recovery: memtables take their usual size, everything that was read from the log goes
    /// into tables, and the old log files go.
    void settle() throws RocksDBException {
        long usual = Math.max(MB, Math.min(64 * MB, memtableBytes / 2));
        for (ColumnFamilyHandle family : families) {
            db.setOptions(family, MutableColumnFamilyOptions.builder()
                    .setWriteBufferSize(usual)
                    .setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_RATIO).build());
        }
        flush();
    }

    void flush() throws RocksDBException {
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options, families);
        }
    }

    ColumnFamilyHandle familyOf(SliceClass sliceClass) {
        return switch (sliceClass) {
            case HOUR, DAY, WEEK, MONTH, FOR_EVER -> entries;
            case ORDER -> order;
            case IDEMPOTENCY -> idempotency;
        };
    }

    @Nullable
    ChannelRecord channel(ChannelName name) throws RocksDBException {
        byte[] value = db.get(channels, Keys.channelByName(name.utf8()));
        return value == null ? null : ChannelRecord.decode(value);
    }

    /// Entries of one channel and slice at a time: a seek stays within the key's prefix.
    RocksIterator entriesByPrefix() {
        return db.newIterator(entries, prefixReads);
    }

    /// The first slice of a class that holds anything; -1 if none does.
    int firstSlice(SliceClass sliceClass, int from) throws RocksDBException {
        try (ReadOptions options = new ReadOptions().setTotalOrderSeek(true);
                RocksIterator iterator = db.newIterator(familyOf(sliceClass), options)) {
            iterator.seek(Keys.sliceStart(sliceClass, from));
            if (!iterator.isValid()) {
                iterator.status();
                return -1;
            }
            return Keys.sliceOf(sliceClass, iterator.key());
        }
    }

    /// What the store takes on disk, and what of the log is not in tables yet.
    long bytes() throws RocksDBException {
        long bytes = 0;
        for (ColumnFamilyHandle family : families) {
            bytes += db.getLongProperty(family, "rocksdb.total-sst-files-size")
                    + db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
        }
        return bytes;
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        resources.reversed().forEach(AbstractImmutableNativeReference::close);
    }
}

package tidings.log.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// Opens a data directory, or says in one line why not. What is checked, in this order, before
/// anything is written or deleted:
///
/// 1. the marker is whole and of a format we know;
/// 2. the witness is whole;
/// 3. RocksDB opens, with every log file there and as long as it should be;
/// 4. it holds at least what the witness says was acknowledged.
///
/// `acceptLoss` passes over 1 to 4 under a new incarnation. A copied directory, and an unclean
/// stop of a weakly synced store with another boot since, are no damage: they get a new
/// incarnation and open.
final class Opening {
    private static final System.Logger LOG = System.getLogger(Opening.class.getName());

    /// A store that may be believed.
    record Opened(Store store, Witness witness, Meta meta) {}

    private final DataDirectory directory;
    private final RocksLogConfig config;
    private final String bootId;
    /// Why the log gets a new incarnation; null if it lives on.
    private @Nullable String renewal;

    Opening(DataDirectory directory, RocksLogConfig config, String bootId) {
        this.directory = directory;
        this.config = config;
        this.bootId = bootId;
    }

    Opened open() throws LogOpenException {
        if (directory.isNew()) {
            directory.init();
        }
        try {
            checkMarker();
            long acknowledged = readWitness();
            Store store = openStore(acknowledged);
            try {
                return begin(store, acknowledged);
            } catch (RocksDBException | RuntimeException | IOException | LogOpenException e) {
                store.close();
                throw e;
            }
        } catch (IOException e) {
            throw DataDirectory.unusable(directory.path(), e);
        } catch (RocksDBException | FormatException e) {
            throw new LogOpenException("the store in %s can't be read (%s): restore a backup, or"
                    .formatted(directory.path(), e.getMessage())
                    + " start with another directory", e);
        }
    }

    // ---- 1, 2 ----------------------------------------------------------------------------------

    private void checkMarker() throws IOException, LogOpenException {
        Marker marker = Files.exists(directory.marker()) ? Marker.read(directory.marker()) : null;
        if (marker == null) {
            loss("the marker in %s is missing or damaged".formatted(directory.path()));
        } else if (marker.formatVersion() > Keys.FORMAT_VERSION) {
            throw new LogOpenException(("%s was written by a newer Tidings (format %d, this one"
                    + " knows %d): start that version, or use another directory").formatted(
                            directory.path(), marker.formatVersion(), Keys.FORMAT_VERSION));
        } else if (!marker.isOf(directory.marker())) {
            renew("the directory is a copy");
        }
    }

    private long readWitness() throws IOException, LogOpenException {
        Witness.Reading reading = Files.exists(directory.witness())
                ? Witness.read(directory.witness())
                : new Witness.Reading.Damaged();
        return switch (reading) {
            case Witness.Reading.Sequence(long acknowledged) -> acknowledged;
            case Witness.Reading.Damaged() -> {
                loss("the witness in %s is missing or damaged".formatted(directory.path()));
                yield 0;
            }
        };
    }

    /// What stops the start, unless loss is accepted.
    private void loss(String what) throws LogOpenException {
        if (!config.acceptLoss()) {
            throw new LogOpenException(what + ", so acknowledged entries may be gone: restore a"
                    + " backup, or start once with --accept-loss (every epoch changes)");
        }
        renew(what);
    }

    private void renew(String why) {
        if (renewal == null) {
            renewal = why;
        }
    }

    // ---- 3 -------------------------------------------------------------------------------------

    private Store openStore(long acknowledged) throws IOException, LogOpenException {
        boolean missing = !Files.exists(directory.store().resolve("CURRENT"));
        if (missing && acknowledged > 0) {
            loss("the store in %s is missing".formatted(directory.path()));
        }
        LogRepair.repair(directory.store());
        try {
            return Store.open(directory.store(), config, missing, Store.Recovery.VERIFIED);
        } catch (RocksDBException e) {
            loss("the store in %s refuses to open (%s)".formatted(directory.path(),
                    e.getMessage()));
        }
        try {
            return Store.open(directory.store(), config, missing, Store.Recovery.POINT_IN_TIME);
        } catch (RocksDBException e) {
            LOG.log(System.Logger.Level.WARNING,
                    "the store does not open up to a point in time; taking whatever can be read",
                    e);
        }
        try {
            return Store.open(directory.store(), config, missing, Store.Recovery.WHATEVER);
        } catch (RocksDBException e) {
            throw new LogOpenException(("the store in %s can't be opened even with --accept-loss"
                    + " (%s): restore a backup, or start with another directory").formatted(
                            directory.path(), e.getMessage()),
                    e);
        }
    }

    // ---- 4, and the first writes ---------------------------------------------------------------

    private Opened begin(Store store, long acknowledged)
            throws RocksDBException, IOException, LogOpenException {
        Meta meta = Meta.read(store);
        boolean isNew = meta.isEmpty();
        if (meta.formatVersion > Keys.FORMAT_VERSION) {
            throw new LogOpenException(("%s was written by a newer Tidings (format %d, this one"
                    + " knows %d): start that version, or use another directory").formatted(
                            directory.path(), meta.formatVersion, Keys.FORMAT_VERSION));
        }
        compare(store.db.getLatestSequenceNumber(), acknowledged, meta);
        store.settle();
        if (isNew) {
            meta.shards = config.shards();
            meta.sequences = new long[meta.shards];
        }
        recoverCounts(store, meta);
        boolean renewed = renewal != null
                && !PlantedLogFlaw.INCARNATION_KEPT_OVER_LOSS.planted();
        if (isNew || renewed) {
            meta.incarnation = new byte[16];
            new SecureRandom().nextBytes(meta.incarnation);
        }
        try (WriteBatch batch = new WriteBatch();
                WriteOptions synced = new WriteOptions().setSync(true)) {
            Meta.putIdentity(batch, store, meta.shards, meta.incarnation);
            Meta.putRun(batch, store, false, config.sync(), bootId);
            store.db.write(synced, batch);
        }
        if (renewal != null) {
            LOG.log(System.Logger.Level.WARNING,
                    "{0} begins a new incarnation, and every epoch changes: {1}",
                    directory.path(), renewal);
            directory.writeWitness(store.db.getLatestSequenceNumber());
            Marker.write(directory.path(), directory.marker());
        }
        Witness witness = Witness.map(directory.witness());
        witness.note(store.db.getLatestSequenceNumber());
        return new Opened(store, witness, meta);
    }

    private void compare(long recovered, long acknowledged, Meta meta) throws LogOpenException {
        boolean otherBoot = !meta.bootId.equals(bootId);
        if (!meta.isEmpty() && !meta.clean && meta.wasSyncedWeakly() && otherBoot) {
            renew("it was not closed, the machine was started anew, and sync was not 'always'");
            return;
        }
        if (recovered < acknowledged && !PlantedLogFlaw.WITNESS_NOT_ASKED.planted()) {
            loss(("the store in %s ends at write %d, but writes up to %d were acknowledged"
                    + " (%d are missing)").formatted(directory.path(), recovered, acknowledged,
                            acknowledged - recovered));
        }
    }

    /// Sequences and log time go on after whatever is stored, in meta or in order records.
    private void recoverCounts(Store store, Meta meta) throws LogOpenException {
        try {
            int oldest = store.firstSlice(SliceClass.ORDER, 0);
            if (oldest >= 0) {
                recoverFromOrder(store, meta, oldest);
            }
        } catch (RocksDBException e) {
            loss("the order of the shards in %s can't be read (%s)".formatted(directory.path(),
                    e.getMessage()));
            // Each entry took at least one write, so no shard has come further.
            Arrays.fill(meta.sequences, store.db.getLatestSequenceNumber());
        }
    }

    private static void recoverFromOrder(Store store, Meta meta, int oldest)
            throws RocksDBException {
        try (ReadOptions options = new ReadOptions().setTotalOrderSeek(true);
                RocksIterator iterator = store.db.newIterator(store.order, options)) {
            iterator.seekToLast();
            iterator.status();
            int newest = Keys.sliceOf(SliceClass.ORDER, iterator.key());
            for (int shard = 0; shard < meta.shards; shard++) {
                recoverShard(iterator, meta, shard, newest, oldest);
            }
        }
    }

    private static void recoverShard(RocksIterator iterator, Meta meta, int shard, int newest,
            int oldest) throws RocksDBException {
        for (int slice = newest; slice >= oldest; slice--) {
            iterator.seekForPrev(Keys.order(slice, shard, Long.MAX_VALUE));
            iterator.status();
            if (!iterator.isValid()) {
                return;
            }
            ByteBuffer key = ByteBuffer.wrap(iterator.key());
            boolean ofShard = Keys.sliceOf(SliceClass.ORDER, key.array()) == slice
                    && key.getShort(3) == shard;
            if (ofShard) {
                OrderRecord.Head head = OrderRecord
                        .decodeHead(ByteBuffer.wrap(iterator.value()));
                meta.sequences[shard] = Math.max(meta.sequences[shard],
                        key.getLong(5) + head.count() - 1);
                meta.logTimeMs = Math.max(meta.logTimeMs, head.logTimeMs());
                return;
            }
        }
    }
}

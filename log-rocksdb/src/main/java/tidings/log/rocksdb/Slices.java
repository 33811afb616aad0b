package tidings.log.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import tidings.log.Owner;
import tidings.log.OwnedBy;

/// Which slices there are, and how one is dropped:
///
/// 1. the writer notes it in `meta`, synced; from then on nobody reads it ([#keptFrom]);
/// 2. the keeper deletes the files that lie wholly inside it;
/// 3. the writer deletes the rest as one range, and notes that too;
/// 4. the keeper compacts what the range covers.
///
/// A stop in between is made up for at the next start, from 2 on.
@OwnedBy(Owner.LOG_WRITER)
final class Slices {
    /// Step 2 is done; step 3 is the writer's.
    ///
    /// @param first the first slice that holds anything now; -1 if none does
    record FilesDeleted(SliceClass sliceClass, int below, int first) {}

    private static final int NONE = Integer.MAX_VALUE;

    private final Store store;
    private final Executor keeper;
    private final Damage damage;
    private final long idempotencySpanMs;
    /// Slices below are dropped. Written by the writer, read by readers.
    final AtomicIntegerArray keptFrom;
    private final int[] deletedBelow;
    /// The first slice that holds anything, of each class; `NONE` if none does.
    private final int[] first;
    private final boolean[] dropping = new boolean[SliceClass.values().length];

    Slices(Store store, Executor keeper, Meta meta, long idempotencySpanMs, Damage damage) {
        this.store = store;
        this.damage = damage;
        this.keeper = keeper;
        this.idempotencySpanMs = idempotencySpanMs;
        this.keptFrom = new AtomicIntegerArray(meta.keptFrom);
        this.deletedBelow = meta.deletedBelow.clone();
        this.first = new int[deletedBelow.length];
        Arrays.fill(first, NONE);
        for (SliceClass sliceClass : SliceClass.values()) {
            if (sliceClass.ends()) {
                int slice = firstSlice(sliceClass, keptFrom.get(sliceClass.code));
                first[sliceClass.code] = slice < 0 ? NONE : slice;
            }
        }
    }

    /// The first slice at or after `from` that holds anything; -1 if none does. Where that can't be
    /// read there may be something: it will be dropped when it is due.
    private int firstSlice(SliceClass sliceClass, int from) {
        try {
            return store.firstSlice(sliceClass, from);
        } catch (RocksDBException e) {
            damage.met("slices of " + sliceClass, e);
            return from;
        }
    }

    /// Called for each slice that is written to.
    void onWrite(SliceClass sliceClass, int slice) {
        if (slice < first[sliceClass.code]) {
            first[sliceClass.code] = slice;
        }
    }

    /// Drops that a stop cut short.
    List<Runnable> cutShort(Consumer<FilesDeleted> done) {
        List<Runnable> repeats = new ArrayList<>();
        for (SliceClass sliceClass : SliceClass.values()) {
            int below = keptFrom.get(sliceClass.code);
            if (deletedBelow[sliceClass.code] < below) {
                dropping[sliceClass.code] = true;
                repeats.add(() -> deleteFiles(sliceClass, below, done));
            }
        }
        return repeats;
    }

    /// The slice below which a class holds nothing that is wanted; 0 if nothing needs to go.
    int due(SliceClass sliceClass, long logTimeMs) {
        if (!sliceClass.ends() || dropping[sliceClass.code]) {
            return 0;
        }
        long span = sliceClass == SliceClass.IDEMPOTENCY ? idempotencySpanMs : sliceClass.spanMs;
        int wanted = sliceClass.firstWanted(logTimeMs, span);
        return first[sliceClass.code] < wanted ? wanted : 0;
    }

    /// The class whose oldest slice is to go when the store is too large, entries before the
    /// order; null if none can. A class's present slice can't.
    @Nullable
    SliceClass oldest(long logTimeMs) {
        SliceClass oldest = null;
        for (SliceClass sliceClass : SliceClass.values()) {
            boolean candidate = sliceClass.holdsEntries() && droppable(sliceClass, logTimeMs);
            if (candidate && (oldest == null || startOfFirst(sliceClass) < startOfFirst(oldest))) {
                oldest = sliceClass;
            }
        }
        return oldest != null
                ? oldest
                : droppable(SliceClass.ORDER, logTimeMs) ? SliceClass.ORDER : null;
    }

    private boolean droppable(SliceClass sliceClass, long logTimeMs) {
        return sliceClass.ends() && !dropping[sliceClass.code]
                && first[sliceClass.code] < sliceClass.sliceAt(logTimeMs);
    }

    private long startOfFirst(SliceClass sliceClass) {
        return sliceClass.startOf(first[sliceClass.code]);
    }

    int afterFirst(SliceClass sliceClass) {
        return first[sliceClass.code] + 1;
    }

    boolean isDropping() {
        for (boolean one : dropping) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    /// Step 1, for the writer's batch.
    void note(WriteBatch batch, SliceClass sliceClass, int below) throws RocksDBException {
        Meta.putSlices(batch, store, sliceClass, below, deletedBelow[sliceClass.code]);
    }

    /// After that batch is synced.
    void onNoted(SliceClass sliceClass, int below, Consumer<FilesDeleted> done) {
        dropping[sliceClass.code] = true;
        first[sliceClass.code] = NONE;
        keptFrom.set(sliceClass.code, below);
        keeper.execute(() -> deleteFiles(sliceClass, below, done));
    }

    /// Step 2, on the keeper.
    private void deleteFiles(SliceClass sliceClass, int below,
            Consumer<FilesDeleted> done) {
        try {
            store.db.deleteFilesInRanges(store.familyOf(sliceClass),
                    List.of(Keys.sliceStart(sliceClass, 0), Keys.sliceStart(sliceClass, below)),
                    false);
            done.accept(new FilesDeleted(sliceClass, below, firstSlice(sliceClass, below)));
        } catch (RocksDBException e) {
            throw new StoreException("slices of " + sliceClass + " could not be deleted", e);
        }
    }

    /// Step 3, for the writer's batch.
    void deleteRange(WriteBatch batch, FilesDeleted deleted) throws RocksDBException {
        SliceClass sliceClass = deleted.sliceClass();
        batch.deleteRange(store.familyOf(sliceClass), Keys.sliceStart(sliceClass, 0),
                Keys.sliceStart(sliceClass, deleted.below()));
        Meta.putSlices(batch, store, sliceClass, deleted.below(), deleted.below());
    }

    /// After that batch is synced.
    void onRangeDeleted(FilesDeleted deleted) {
        SliceClass sliceClass = deleted.sliceClass();
        deletedBelow[sliceClass.code] = deleted.below();
        dropping[sliceClass.code] = false;
        if (deleted.first() >= 0) {
            onWrite(sliceClass, deleted.first());
        }
        keeper.execute(() -> compact(deleted));
    }

    /// Step 4, on the keeper.
    private void compact(FilesDeleted deleted) {
        SliceClass sliceClass = deleted.sliceClass();
        try (CompactRangeOptions options = new CompactRangeOptions()
                .setExclusiveManualCompaction(false)) {
            store.db.compactRange(store.familyOf(sliceClass), Keys.sliceStart(sliceClass, 0),
                    Keys.sliceStart(sliceClass, deleted.below()), options);
        } catch (RocksDBException e) {
            throw new StoreException("dropped slices of " + sliceClass + " could not be compacted",
                    e);
        }
    }
}

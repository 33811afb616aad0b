package tidings.log.rocksdb;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import tidings.log.ChannelName;
import tidings.log.Owner;
import tidings.log.OwnedBy;

/// What the writer does beside appends so that the store stays within its bounds: it drops slices
/// that are past their time or that are the oldest of a store that is too large, frees what slices
/// can't, and forgets channels. Whatever takes long is the keeper's; its answers come back as
/// commands.
@OwnedBy(Owner.LOG_WRITER)
final class StoreKeeping {
    /// Writes a batch, synced, and notes it in the witness.
    interface Write {
        void accept(WriteBatch batch) throws RocksDBException;
    }

    private static final System.Logger LOG = System.getLogger(StoreKeeping.class.getName());
    private static final long SWEEP_EVERY_MS = 3_600_000L;

    private final LogWriter.Parts parts;
    private final Consumer<WriterCommand> submit;
    private final Write write;
    private boolean measuring;
    private boolean sweeping;
    private long sweptAtMs;
    private boolean storeFull;
    /// Read by the status and by the keeper.
    private volatile long storeBytes;

    StoreKeeping(LogWriter.Parts parts, Consumer<WriterCommand> submit, Write write) {
        this.parts = parts;
        this.submit = submit;
        this.write = write;
        this.sweptAtMs = parts.clock().nowMs();
    }

    long storeBytes() {
        return storeBytes;
    }

    /// Whether the store is over its bound and nothing may be dropped.
    boolean isStoreFull() {
        return storeFull;
    }

    /// Whether a drop or a sweep is in the keeper's hands.
    boolean isBusy() {
        return sweeping || parts.slices().isDropping();
    }

    /// Goes on with what a stop cut short.
    void start() {
        parts.slices().cutShort(d -> submit.accept(new WriterCommand.DeleteSlices(d)))
                .forEach(parts.keeper()::execute);
    }

    /// Called about once a second: drops slices that are due, measures, sweeps.
    void keep() throws RocksDBException {
        long logTimeMs = parts.clock().nowMs();
        for (SliceClass sliceClass : SliceClass.values()) {
            int below = parts.slices().due(sliceClass, logTimeMs);
            if (below > 0) {
                drop(sliceClass, below, logTimeMs);
            }
        }
        if (!measuring) {
            measure();
        }
        if (!sweeping && logTimeMs - sweptAtMs >= SWEEP_EVERY_MS) {
            sweptAtMs = logTimeMs;
            sweep(logTimeMs);
        }
    }

    private void measure() {
        measuring = true;
        parts.keeper().execute(() -> {
            long bytes = storeBytes;
            try {
                bytes = parts.store().bytes();
            } catch (RocksDBException e) {
                throw new StoreException("the store could not be measured", e);
            } finally {
                submit.accept(new WriterCommand.Measured(bytes));
            }
        });
    }

    void onMeasured(long bytes) throws RocksDBException {
        measuring = false;
        storeBytes = bytes;
        if (bytes <= parts.config().storeBytesMax()) {
            storeFull = false;
        } else if (!parts.slices().isDropping()) {
            long logTimeMs = parts.clock().nowMs();
            SliceClass oldest = parts.slices().oldest(logTimeMs);
            storeFull = oldest == null;
            if (oldest != null) {
                LOG.log(System.Logger.Level.INFO,
                        "the store has {0} bytes of {1}: the oldest slice of {2} goes", bytes,
                        parts.config().storeBytesMax(), oldest);
                drop(oldest, parts.slices().afterFirst(oldest), logTimeMs);
            }
        }
    }

    private void sweep(long logTimeMs) {
        sweeping = true;
        parts.keeper().execute(() -> {
            ChannelSweep.Found found = null;
            try {
                found = parts.sweep().sweep(logTimeMs);
            } catch (RocksDBException e) {
                throw new StoreException("the channels could not be swept", e);
            } finally {
                submit.accept(new WriterCommand.Swept(found));
            }
        });
    }

    void onSwept(ChannelSweep.@Nullable Found found) throws RocksDBException {
        sweeping = false;
        if (found == null || found.isEmpty()) {
            return;
        }
        Lock alone = parts.open().lock().writeLock();
        alone.lock();
        try (WriteBatch batch = new WriteBatch()) {
            for (ChannelSweep.Excess excess : found.excess()) {
                batch.deleteRange(parts.store().entries,
                        Keys.entry(SliceClass.FOR_EVER, 0, excess.channelId(), 0),
                        Keys.entry(SliceClass.FOR_EVER, 0, excess.channelId(),
                                excess.upTo() + 1));
            }
            int forgotten = forget(found.forgettable(), batch);
            if (batch.count() > 0) {
                write.accept(batch);
            }
            parts.state().channels.addAndGet(-forgotten);
            if (forgotten > 0) {
                parts.generation().set(parts.generation().present() + 1);
            }
        } finally {
            alone.unlock();
        }
        if (!found.excess().isEmpty()) {
            // Range deletions in a memtable slow down reads.
            parts.keeper().execute(this::flushEntries);
        }
    }

    private void flushEntries() {
        try {
            parts.store().flush();
        } catch (RocksDBException e) {
            throw new StoreException("the store could not be flushed", e);
        }
    }

    /// Looks again, now that nobody can open one: what was opened or written to meanwhile stays.
    private int forget(List<ChannelName> forgettable, WriteBatch batch) throws RocksDBException {
        long logTimeMs = parts.clock().nowMs();
        int forgotten = 0;
        for (ChannelName name : forgettable) {
            ChannelRecord record = parts.store().channel(name);
            if (record != null && parts.sweep().isForgettable(name, record, logTimeMs)) {
                batch.delete(parts.store().channels, Keys.channelByName(name.utf8()));
                batch.delete(parts.store().channels, Keys.channelById(record.id));
                forgotten++;
            }
        }
        if (forgotten > 0) {
            Meta.putGeneration(batch, parts.store(), parts.generation().present() + 1);
            Meta.putChannels(batch, parts.store(), parts.state().nextChannelId,
                    parts.state().channels.get() - forgotten);
        }
        return forgotten;
    }

    private void drop(SliceClass sliceClass, int below, long logTimeMs) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            parts.slices().note(batch, sliceClass, below);
            putCounts(batch, logTimeMs);
            write.accept(batch);
        }
        parts.slices().onNoted(sliceClass, below,
                d -> submit.accept(new WriterCommand.DeleteSlices(d)));
    }

    /// A drop came to its third step.
    void onFilesDeleted(Slices.FilesDeleted deleted) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            parts.slices().deleteRange(batch, deleted);
            write.accept(batch);
        }
        parts.slices().onRangeDeleted(deleted);
    }

    /// What is else known only from order records, which may go.
    void putCounts(WriteBatch batch, long logTimeMs) throws RocksDBException {
        Meta.putLogTime(batch, parts.store(), logTimeMs);
        long[] sequences = parts.state().sequences;
        for (int shard = 0; shard < sequences.length; shard++) {
            Meta.putSequence(batch, parts.store(), shard, sequences[shard]);
        }
    }
}

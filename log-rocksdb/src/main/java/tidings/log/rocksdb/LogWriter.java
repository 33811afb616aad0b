package tidings.log.rocksdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import tidings.log.Append;
import tidings.log.FailStop;
import tidings.log.LogEvent;
import tidings.log.LogMeter;
import tidings.log.LogRefusal;
import tidings.log.Outcome;
import tidings.log.Owner;
import tidings.log.OwnedBy;
import tidings.log.Settled;
import tidings.log.TimeSource;
import tidings.log.TrimAnswer;
import tidings.log.WriteAnswer;

/// The one thread that writes. It takes what waits in its queue, builds one batch of it, has that
/// synced, notes it in the witness, and only then tells the shards. While a sync runs the queue
/// fills, so batches grow by themselves.
///
/// Anything that goes wrong here ends the process: what failed may or may not be on disk, and
/// nothing is tried again.
@OwnedBy(Owner.LOG_WRITER)
final class LogWriter implements Runnable {
    private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
    private static final long KEEP_EVERY_NS = 1_000_000_000L;

    /// What the writer is made of; all of it its own or safe for any thread.
    record Parts(RocksLogConfig config, Store store, LogPadding padding, Witness witness,
            WriterState state,
            Slices slices, ChannelSweep sweep, OpenChannels open, Generation generation,
            LogClock clock, TimeSource time, FreeSpace freeSpace,
            ShardDelivery[] shards, Executor keeper, LogMeter meter, FailStop failStop,
            Damage damage,
            String bootId) {}

    private final Parts parts;
    private final BatchBuilder builder;
    private final StoreKeeping keeping;
    private final FreeSpaceCheck freeSpace;
    private final WriteOptions writeOptions;
    private final WriteOptions syncedWrite;

    /// Filled by any thread, drained by the writer; after the end by whoever finds something.
    private final ConcurrentLinkedQueue<WriterCommand> queue = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofPlatform().name("log-writer").unstarted(this);
    /// Whether the writer sleeps, so that a caller knows to wake it. Set by the writer.
    private volatile boolean parked;
    /// Why nothing is taken any more; null while it runs. Set by the writer.
    private volatile @Nullable String ended;
    /// Set by the writer, read by the status.
    private volatile @Nullable LogRefusal refusing;
    private volatile long freeBytes;

    // The writer's own.
    private boolean stopping;
    private boolean unsynced;
    private long syncDueNs;
    private long keptNs;

    LogWriter(Parts parts) {
        this.parts = parts;
        this.builder = new BatchBuilder(parts.store(), parts.state(), parts.slices(),
                new IdempotencyIndex(parts.store(), parts.config().idempotencyWindow()),
                parts.damage(),
                parts.config().channelsMax());
        this.keeping = new StoreKeeping(parts, this::submit, this::writeSynced);
        this.freeSpace = new FreeSpaceCheck(parts.freeSpace(), parts.config().minFreeBytes());
        this.writeOptions = new WriteOptions()
                .setSync(parts.config().sync() instanceof Sync.Always
                        && !PlantedLogFlaw.ACK_BEFORE_SYNC.planted());
        this.syncedWrite = new WriteOptions().setSync(true);
    }

    // ---- any thread ----------------------------------------------------------------------------

    void start() {
        thread.start();
    }

    void submit(WriterCommand command) {
        queue.add(command);
        if (parked) {
            LockSupport.unpark(thread);
        }
        if (ended != null) {
            refuseQueued();
        }
    }

    void join() throws InterruptedException {
        thread.join();
    }

    long freeBytes() {
        return freeBytes;
    }

    long storeBytes() {
        return keeping.storeBytes();
    }

    int queued() {
        return queue.size();
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        LogRefusal why = refusing;
        if (ended != null) {
            problems.add(ended);
        } else if (why instanceof LogRefusal.DiskFull(long free, long min)) {
            problems.add("the disk has %d bytes left, and %d must stay free: publishes are refused"
                    .formatted(free, min));
        } else if (why instanceof LogRefusal.StoreFull(long size, long max)) {
            problems.add("the store has %d bytes of at most %d, and nothing may be dropped:"
                    .formatted(size, max) + " publishes are refused");
        }
        return problems;
    }

    // ---- the writer ----------------------------------------------------------------------------

    @Override
    public void run() {
        try {
            keeping.start();
            keep();
            while (!stopping) {
                switch (queue.peek()) {
                    case null -> sleep();
                    case WriterCommand.Appending _ -> commitBatch();
                    case WriterCommand.Keeping command -> {
                        queue.remove();
                        onKeeping(command);
                    }
                }
                keepIfDue();
            }
            stop();
        } catch (RocksDBException | RuntimeException | Error e) {
            fail(e);
        } finally {
            builder.close();
            parts.padding().close();
        }
    }

    private void sleep() {
        parked = true;
        if (queue.isEmpty()) {
            long syncInNs = syncDueNs - System.nanoTime();
            LockSupport.parkNanos(this,
                    unsynced ? Math.min(KEEP_EVERY_NS, Math.max(1, syncInNs)) : KEEP_EVERY_NS);
        }
        parked = false;
    }

    private void onKeeping(WriterCommand.Keeping command) throws RocksDBException {
        switch (command) {
            case WriterCommand.DeleteSlices(var deleted) -> keeping.onFilesDeleted(deleted);
            case WriterCommand.Measured(long bytes) -> keeping.onMeasured(bytes);
            case WriterCommand.Swept(var found) -> keeping.onSwept(found);
            case WriterCommand.Keep(var done) -> {
                keep();
                done.complete(!keeping.isBusy());
            }
            case WriterCommand.Stop() -> stopping = true;
        }
    }

    private void commitBatch() throws RocksDBException {
        long startNs = System.nanoTime();
        builder.begin(parts.time().wallMs(), parts.clock().nowMs(), refuseAll(startNs));
        while (!isFull() && queue.peek() instanceof WriterCommand.Appending command) {
            queue.remove();
            switch (command) {
                case WriterCommand.Write(Append append) -> builder.add(append);
                case WriterCommand.Trim trim -> builder.add(trim);
                case WriterCommand.WriteRows write -> builder.add(write);
            }
        }
        WriteBatch batch = builder.finish();
        if (PlantedLogFlaw.SHOWN_BEFORE_COMMIT.planted()) {
            tell();
        }
        if (batch != null) {
            write(writeOptions, batch);
            freeSpace.onWritten(builder.size());
        }
        long commitNs = System.nanoTime() - startNs;
        if (!PlantedLogFlaw.SHOWN_BEFORE_COMMIT.planted()) {
            tell();
        }
        if (builder.entries() > 0) {
            parts.meter().onCommit(builder.entries(), builder.payloadBytes(), commitNs);
        }
        builder.end();
    }

    private boolean isFull() {
        return builder.appends() >= parts.config().batchEntriesMax()
                || builder.size() >= parts.config().batchBytesMax();
    }

    private void write(WriteOptions options, WriteBatch batch) throws RocksDBException {
        parts.padding().makeRoom(batch.getDataSize());
        parts.store().db.write(options, batch);
        parts.witness().note(parts.store().db.getLatestSequenceNumber());
        if (parts.config().sync() instanceof Sync.Interval(var every) && !unsynced) {
            unsynced = true;
            syncDueNs = System.nanoTime() + every.toNanos();
        }
    }

    private void tell() {
        for (ShardShare share : builder.touchedShards()) {
            parts.shards()[share.shard].deliver(share.take());
        }
        for (CompletableFuture<TrimAnswer> trim : builder.trims()) {
            trim.complete(new TrimAnswer.Trimmed());
        }
        for (CompletableFuture<WriteAnswer> write : builder.rowWrites()) {
            write.complete(new WriteAnswer.Written());
        }
    }

    // ---- what is refused -----------------------------------------------------------------------

    private @Nullable LogRefusal refuseAll(long nowNs) {
        LogRefusal refusal = null;
        try {
            freeBytes = freeSpace.freeBytes(nowNs);
            long min = parts.config().minFreeBytes();
            if (freeBytes < min) {
                refusal = new LogRefusal.DiskFull(freeBytes, min);
            } else if (keeping.isStoreFull()) {
                refusal = new LogRefusal.StoreFull(keeping.storeBytes(),
                        parts.config().storeBytesMax());
            }
        } catch (IOException e) {
            refusal = new LogRefusal.Unavailable("the disk's free space is not known: " + e);
        }
        if (refusal != null && refusing == null) {
            LOG.log(System.Logger.Level.WARNING, "publishes are refused: {0}", refusal);
        } else if (refusal == null && refusing != null) {
            LOG.log(System.Logger.Level.INFO, "publishes are taken again");
        }
        refusing = refusal;
        return refusal;
    }

    // ---- what goes on beside the appends -------------------------------------------------------

    private void keepIfDue() throws RocksDBException {
        long now = System.nanoTime();
        if (unsynced && now - syncDueNs >= 0) {
            parts.store().db.syncWal();
            unsynced = false;
        }
        if (now - keptNs >= KEEP_EVERY_NS) {
            keep();
        }
    }

    private void keep() throws RocksDBException {
        keptNs = System.nanoTime();
        parts.padding().look();
        keeping.keep();
        refuseAll(keptNs);
    }

    /// A batch of the engine's own, beside the appends.
    private void writeSynced(WriteBatch batch) throws RocksDBException {
        write(syncedWrite, batch);
    }

    // ---- the end -------------------------------------------------------------------------------

    private void stop() throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            keeping.putCounts(batch, parts.clock().nowMs());
            Meta.putRun(batch, parts.store(), true, parts.config().sync(), parts.bootId());
            writeSynced(batch);
        }
        parts.store().flush();
        ended = "the log is closed";
        refuseQueued();
    }

    private void fail(Throwable cause) {
        String reason = "the log failed: " + cause;
        ended = reason;
        parts.failStop().stop(reason, cause);
        for (ShardShare share : builder.touchedShards()) {
            List<Settled> unknown = share.settled().stream()
                    .map(s -> new Settled(s.append(), new Outcome.Unknown(reason))).toList();
            parts.shards()[share.shard].deliver(new LogEvent.Entries(List.of(), unknown));
        }
        builder.trims().forEach(t -> t.complete(
                new TrimAnswer.Failed(new LogRefusal.Unavailable(reason))));
        builder.rowWrites().forEach(w -> w.complete(new WriteAnswer.Unknown(reason)));
        refuseQueued();
    }

    /// After the end, by whoever comes; each command meets one of them.
    private void refuseQueued() {
        LogRefusal why = new LogRefusal.Unavailable(String.valueOf(ended));
        for (WriterCommand command = queue.poll(); command != null; command = queue.poll()) {
            switch (command) {
                case WriterCommand.Write(Append append) -> parts.shards()[append.channel().shard()]
                        .deliver(new LogEvent.Entries(List.of(),
                                List.of(new Settled(append, new Outcome.Refused(why)))));
                case WriterCommand.Trim trim -> trim.answer()
                        .complete(new TrimAnswer.Failed(why));
                case WriterCommand.WriteRows write -> write.answer()
                        .complete(new WriteAnswer.Refused(why));
                case WriterCommand.Keep(var done) -> done.complete(true);
                case WriterCommand.DeleteSlices _,WriterCommand.Measured _,WriterCommand.Swept _,WriterCommand.Stop _ ->
                    {
                    }
            }
        }
    }
}

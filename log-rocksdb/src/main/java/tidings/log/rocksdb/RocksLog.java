package tidings.log.rocksdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.log.Append;
import tidings.log.ChannelName;
import tidings.log.FailStop;
import tidings.log.Located;
import tidings.log.Log;
import tidings.log.LogChannel;
import tidings.log.LogEvent;
import tidings.log.LogMeter;
import tidings.log.LogRetention;
import tidings.log.LogStatus;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadRequest;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;
import tidings.log.ShardListener;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableValue;
import tidings.log.TableWrite;
import tidings.log.TimeSource;
import tidings.log.TrimAnswer;
import tidings.log.WriteAnswer;

/// The embedded engine: a log in one directory, for one process.
///
/// <pre>
/// append, write, trim ──► queue ──► log-writer ──► one synced batch ──► shards' listeners
/// open, read, locate, scan ──► log-reader-N ──► a record, an iterator
/// dropped slices ──► log-keeper: deletes files and compacts, which may take long
/// </pre>
public final class RocksLog implements Log {
    private static final System.Logger LOG = System.getLogger(RocksLog.class.getName());

    private final DataDirectory directory;
    private final Store store;
    private final Witness witness;
    private final LogWriter writer;
    private final LogReaders readers;
    private final WriterState state;
    private final Damage damage;
    private final ShardDelivery[] shards;
    /// The last sequence of each shard when the log was opened.
    private final long[] ends;
    private final String incarnation;
    private final ExecutorService keeper;
    private volatile boolean closing;

    /// Opens the log of a directory, or makes one in a new or empty directory.
    ///
    /// @param failStop called from any of the log's threads when it can't go on
    public static RocksLog open(RocksLogConfig config, TimeSource time, LogMeter meter,
            FailStop failStop) throws LogOpenException {
        return open(config, time, meter, failStop, null, BootId.current());
    }

    /// @param freeSpace null for the disk's
    static RocksLog open(RocksLogConfig config, TimeSource time, LogMeter meter,
            FailStop failStop, @Nullable FreeSpace freeSpace,
            String bootId) throws LogOpenException {
        NativeLibrary.load(config.nativeLibraryFolder());
        DataDirectory directory = DataDirectory.lock(config.directory());
        try {
            FreeSpace space = freeSpace != null ? freeSpace : FreeSpace.of(directory.path());
            Opening.Opened opened = new Opening(directory, config, bootId).open();
            return new RocksLog(config, directory, opened, time, meter, failStop, space, bootId);
        } catch (IOException e) {
            directory.close();
            throw DataDirectory.unusable(directory.path(), e);
        } catch (LogOpenException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    private RocksLog(RocksLogConfig config, DataDirectory directory, Opening.Opened opened,
            TimeSource time, LogMeter meter, FailStop failStop, FreeSpace freeSpace,
            String bootId) {
        Meta meta = opened.meta();
        this.directory = directory;
        this.store = opened.store();
        this.witness = opened.witness();
        this.state = new WriterState(meta);
        this.damage = new Damage();
        this.ends = meta.sequences.clone();
        this.shards = new ShardDelivery[meta.shards];
        for (int shard = 0; shard < shards.length; shard++) {
            shards[shard] = new ShardDelivery();
        }
        this.keeper = Executors
                .newSingleThreadExecutor(Thread.ofPlatform().name("log-keeper").factory());
        LogClock clock = new LogClock(time, meta.logTimeMs);
        Slices slices = new Slices(store, this::keep, meta,
                config.idempotencyWindow().toMillis(), damage);
        Generation generation = new Generation(meta.generation);
        OpenChannels openChannels = new OpenChannels();
        ChannelSweep sweep = new ChannelSweep(store, slices.keptFrom, openChannels,
                config.channelRecordAge().toMillis());
        Epochs epochs = new Epochs(meta.incarnation);
        this.incarnation = epochs.incarnation();
        this.readers = new LogReaders(store, slices.keptFrom, clock, epochs, generation,
                openChannels, meta.shards,
                config.readerThreads(), failStop, damage);
        this.writer = new LogWriter(new LogWriter.Parts(config, store,
                new LogPadding(directory.store()), opened.witness(), state,
                slices, sweep, openChannels, generation, clock, time, freeSpace, shards, this::keep,
                meter, failStop, damage,
                bootId));
        writer.start();
    }

    /// Runs what may take long beside the writer. What fails here has not changed what is kept.
    private void keep(Runnable task) {
        try {
            keeper.execute(() -> {
                try {
                    task.run();
                } catch (StoreException e) {
                    if (!closing) {
                        damage.met("the store", e);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing: left for the next start", e);
        }
    }

    @Override
    public int shardCount() {
        return shards.length;
    }

    @Override
    public String incarnation() {
        return incarnation;
    }

    @Override
    public long listen(int shard, ShardListener listener) {
        shards[shard].listen(listener);
        return ends[shard];
    }

    @Override
    public CompletionStage<OpenAnswer> open(ChannelName channel) {
        return readers.open(channel);
    }

    @Override
    public void append(Append append) {
        writer.submit(new WriterCommand.Write(append));
    }

    @Override
    public void relay(ChannelName channel, Message message) {
        if (!closing) {
            shards[channel.shardOf(shards.length)]
                    .deliver(new LogEvent.Relayed(channel, message));
        }
    }

    @Override
    public CompletionStage<ReadAnswer> read(ReadRequest request) {
        return readers.read(request);
    }

    @Override
    public CompletionStage<Located> locate(ChannelName channel, LogRetention retention,
            Position position) {
        return readers.locate(channel, retention, position);
    }

    @Override
    public CompletionStage<TrimAnswer> trim(LogChannel channel, long upTo) {
        CompletableFuture<TrimAnswer> answer = new CompletableFuture<>();
        writer.submit(new WriterCommand.Trim((RocksChannel) channel, upTo, answer));
        return answer;
    }

    @Override
    public CompletionStage<WriteAnswer> write(int shard, List<TableWrite> writes) {
        Objects.checkIndex(shard, shards.length);
        if (writes.stream().anyMatch(w -> w.value() instanceof TableValue.TheEntry)) {
            throw new IllegalArgumentException("a write that stands alone has no entry");
        }
        CompletableFuture<WriteAnswer> answer = new CompletableFuture<>();
        writer.submit(new WriterCommand.WriteRows(shard, writes, answer));
        return answer;
    }

    @Override
    public CompletionStage<TableAnswer> read(TableRead request) {
        Objects.checkIndex(request.shard(), shards.length);
        return readers.read(request);
    }

    @Override
    public CompletionStage<ScanAnswer> scan(ScanRequest request) {
        Objects.checkIndex(request.shard(), shards.length);
        return readers.scan(request);
    }

    @Override
    public LogStatus status() {
        List<String> problems = new ArrayList<>(writer.problems());
        problems.addAll(damage.problems());
        return new LogStatus(writer.storeBytes(), writer.freeBytes(), writer.queued(),
                state.channels.get(), problems);
    }

    /// Looks after slices and sizes now. Completes when the writer has, with whether no drop or
    /// sweep is in the keeper's hands.
    CompletionStage<Boolean> keepNow() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        writer.submit(new WriterCommand.Keep(done));
        return done;
    }

    Store store() {
        return store;
    }

    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        try {
            writer.submit(new WriterCommand.Stop());
            writer.join();
            readers.close();
            keeper.shutdownNow();
            store.db.cancelAllBackgroundWork(true);
            while (!keeper.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.log(System.Logger.Level.WARNING, "the keeper still works after a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.log(System.Logger.Level.WARNING, "closing was interrupted", e);
            return;
        }
        store.close();
        witness.close();
        directory.close();
    }
}

package tidings.log.rocksdb;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import tidings.log.ChannelName;
import tidings.log.FailStop;
import tidings.log.Located;
import tidings.log.LogRefusal;
import tidings.log.LogRetention;
import tidings.log.OpenAnswer;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;
import tidings.log.TableAnswer;
import tidings.log.TableRead;

/// The small pool of threads that read. They own nothing: each answers from a record and an
/// iterator of its own.
///
/// A scan looks at much before it answers, and there may be thousands of them: one thread, if there
/// are several, is left to those who ask for anything else.
///
/// Damage in entries fails the read that meets it; damage in a channel's record ends the process,
/// because what a channel's head is can't be guessed.
final class LogReaders {
    private interface Answer<T> {
        T get() throws RocksDBException;
    }

    private final Store store;
    private final AtomicIntegerArray keptFrom;
    private final LogClock clock;
    private final Epochs epochs;
    private final Generation generation;
    private final int shards;
    private final FailStop failStop;
    private final Damage damage;
    private final OpenChannels open;
    private final ChannelNames names;
    private final ExecutorService pool;
    private final Executor scans;

    LogReaders(Store store, AtomicIntegerArray keptFrom, LogClock clock, Epochs epochs,
            Generation generation, OpenChannels open, int shards, int threads,
            FailStop failStop, Damage damage) {
        this.store = store;
        this.keptFrom = keptFrom;
        this.clock = clock;
        this.epochs = epochs;
        this.generation = generation;
        this.open = open;
        this.shards = shards;
        this.failStop = failStop;
        this.damage = damage;
        this.names = new ChannelNames(generation);
        this.pool = Executors.newFixedThreadPool(threads,
                Thread.ofPlatform().name("log-reader-", 0).factory());
        this.scans = new FewAtATime(pool, Math.max(1, threads - 1));
    }

    // ---- open ----------------------------------------------------------------------------------

    CompletionStage<OpenAnswer> open(ChannelName name) {
        return answer(() -> "channel " + name, () -> new OpenAnswer.Opened(handle(name)),
                OpenAnswer.Failed::new);
    }

    private RocksChannel handle(ChannelName name) throws RocksDBException {
        open.lock().readLock().lock();
        try {
            ChannelRecord stored = record(name);
            long madeIn = stored != null ? stored.generation : generation.present();
            RocksChannel channel = new RocksChannel(name, name.shardOf(shards),
                    epochs.epochOf(name, madeIn), stored, madeIn);
            open.add(channel);
            return channel;
        } finally {
            open.lock().readLock().unlock();
        }
    }

    private @Nullable ChannelRecord record(ChannelName name) throws RocksDBException {
        try {
            return store.channel(name);
        } catch (RocksDBException | FormatException e) {
            failStop.stop("the record of channel %s can't be read: %s".formatted(name,
                    e.getMessage()), e);
            throw e;
        }
    }

    private Position head(ChannelName name, @Nullable ChannelRecord record) {
        if (record != null) {
            return new Position(epochs.epochOf(name, record.generation), record.head);
        }
        RocksChannel handle = open.get(name);
        return new Position(
                handle != null ? handle.epoch() : epochs.epochOf(name, generation.present()), 0);
    }

    // ---- locate --------------------------------------------------------------------------------

    CompletionStage<Located> locate(ChannelName name, LogRetention retention, Position position) {
        return answer(() -> "channel " + name, () -> located(name, retention, position),
                Located.Failed::new);
    }

    private Located located(ChannelName name, LogRetention retention, Position position)
            throws RocksDBException {
        ChannelRecord record = record(name);
        Position head = head(name, record);
        if (!position.epoch().equals(head.epoch()) || position.offset() > head.offset()
                || position.offset() < 0) {
            return new Located.OtherEpoch(head);
        }
        if (record == null || position.offset() == head.offset()) {
            return new Located.Ok();
        }
        try (ChannelReader reader = reader(name, head.epoch(), record, retention)) {
            return reader.keeps(position.offset() + 1)
                    ? new Located.Ok()
                    : new Located.TooOld(head.offset());
        }
    }

    // ---- read ----------------------------------------------------------------------------------

    CompletionStage<ReadAnswer> read(ReadRequest request) {
        return answer(() -> "channel " + request.channel(), () -> page(request),
                ReadAnswer.Failed::new);
    }

    private ReadAnswer page(ReadRequest request) throws RocksDBException {
        ChannelRecord record = record(request.channel());
        Position head = head(request.channel(), record);
        if (request.epoch() != null && !request.epoch().equals(head.epoch())) {
            return new ReadAnswer.OtherEpoch(head);
        }
        if (request.from() instanceof ReadFrom.After(long offset) && offset > head.offset()) {
            return new ReadAnswer.OtherEpoch(head);
        }
        if (record == null || request.limit() == 0) {
            return new ReadAnswer.Page(head, List.of(), false);
        }
        try (ChannelReader reader = reader(request.channel(), head.epoch(), record,
                request.retention())) {
            return switch (request.from()) {
                case ReadFrom.After(long offset) -> {
                    long next = Math.max(0, offset) + 1;
                    yield reader.keeps(next)
                            ? page(head, reader.up(next, request))
                            : new ReadAnswer.TooOld(head, reader.firstKept());
                }
                case ReadFrom.Oldest() -> page(head, reader.up(reader.firstKept(), request));
                case ReadFrom.Before(long offset) -> page(head,
                        reader.down(offset - 1, request));
                case ReadFrom.Newest() -> page(head, reader.down(head.offset(), request));
            };
        }
    }

    private static ReadAnswer page(Position head, ChannelReader.Walk walk) {
        return new ReadAnswer.Page(head, walk.entries(), walk.more());
    }

    private ChannelReader reader(ChannelName name, String epoch, ChannelRecord record,
            LogRetention retention) {
        return new ChannelReader(store, keptFrom, name, epoch, record, retention, clock.nowMs());
    }

    // ---- tables and scans ----------------------------------------------------------------------

    CompletionStage<TableAnswer> read(TableRead request) {
        return answer(() -> "table %s of shard %d".formatted(request.table(), request.shard()),
                () -> {
                    try (ShardView view = ShardView.of(store, keptFrom, request.shard())) {
                        return TableReader.read(store, view, request);
                    }
                }, TableAnswer.Failed::new);
    }

    CompletionStage<ScanAnswer> scan(ScanRequest request) {
        return answer(scans, () -> "the order of shard " + request.shard(), () -> {
            try (ShardView view = ShardView.of(store, keptFrom, request.shard())) {
                ScannedChannels channels = new ScannedChannels(store, keptFrom, epochs, names, view,
                        request.matcher(), clock.nowMs());
                return new ShardScan(view, channels, request).scan();
            }
        }, ScanAnswer.Failed::new);
    }

    // ---- the pool ------------------------------------------------------------------------------

    private <T> CompletionStage<T> answer(Supplier<String> what, Answer<? extends T> answer,
            Function<LogRefusal, ? extends T> refused) {
        return answer(pool, what, answer, refused);
    }

    /// @param what is read, for whoever looks after damage
    private <T> CompletionStage<T> answer(Executor reader, Supplier<String> what,
            Answer<? extends T> answer, Function<LogRefusal, ? extends T> refused) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        try {
            reader.execute(() -> {
                try {
                    stage.complete(answer.get());
                } catch (RocksDBException | FormatException e) {
                    stage.complete(refused.apply(damage.met(what.get(), e)));
                } catch (RuntimeException | Error e) {
                    failStop.stop("a read of %s failed: %s".formatted(what.get(), e), e);
                    stage.complete(refused.apply(
                            new LogRefusal.Unavailable("the read failed: " + e)));
                }
            });
        } catch (RejectedExecutionException e) {
            stage.complete(refused.apply(new LogRefusal.Unavailable("the log is closed")));
        }
        return stage;
    }

    /// Answers what was asked before, and nothing more.
    void close() throws InterruptedException {
        pool.shutdown();
        while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
            System.getLogger(LogReaders.class.getName()).log(System.Logger.Level.WARNING,
                    "reads still run after a minute of closing");
        }
    }
}

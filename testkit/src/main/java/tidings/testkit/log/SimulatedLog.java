package tidings.testkit.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidings.log.Append;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.FailStop;
import tidings.log.IdempotencyKey;
import tidings.log.Located;
import tidings.log.Log;
import tidings.log.LogChannel;
import tidings.log.LogEvent;
import tidings.log.LogRefusal;
import tidings.log.LogRetention;
import tidings.log.LogStatus;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.Outcome;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadRequest;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;
import tidings.log.Settled;
import tidings.log.ShardListener;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableValue;
import tidings.log.TableWrite;
import tidings.log.TrimAnswer;
import tidings.log.WriteAnswer;
import tidings.testkit.log.SimulatedStore.Batch;
import tidings.testkit.log.SimulatedStore.KeyUsed;
import tidings.testkit.log.SimulatedStore.Stored;
import tidings.testkit.log.SimulatedStore.StoredChannel;

/// A log in one thread, on simulated time: it delays, batches, refuses, times out, fails and
/// crashes as its settings and its scheduler's chance say, and otherwise keeps the contract.
///
/// One process of it: [#crash] ends it in the middle of whatever it was doing, and another one is
/// made on the same [SimulatedStore].
public final class SimulatedLog implements Log {
    /// What waits for its turn at the disk.
    private sealed interface Waiting {
        /// @param settles false if its caller was told `Unknown` already
        record Pending(Append append, boolean settles) implements Waiting {}

        record Trim(ChannelName channel, long upTo,
                CompletableFuture<TrimAnswer> answer) implements Waiting {}

        /// @param settles false if its caller was told `Unknown` already
        record Write(int shard, List<TableWrite> writes, CompletableFuture<WriteAnswer> answer,
                boolean settles) implements Waiting {}
    }

    /// One shard's way to its listener; FIFO whatever the scheduler does.
    private static final class ShardEvents {
        @Nullable
        ShardListener listener;
        final Deque<LogEvent> undelivered = new ArrayDeque<>();
    }

    private static final LogRefusal DISK_FULL = new LogRefusal.DiskFull(0, 1);

    private final SimulatedScheduler scheduler;
    private final SimulatedStore store;
    private final SimulatedLogSettings settings;
    private final FailStop failStop;
    private final List<ShardEvents> shards = new ArrayList<>();
    private final Map<ChannelName, SimulatedChannel> open = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean commitScheduled;
    private boolean stalled;
    private boolean diskFull;
    private boolean crashed;
    private @Nullable String unavailable;

    public SimulatedLog(SimulatedScheduler scheduler, SimulatedStore store,
            SimulatedLogSettings settings, FailStop failStop) {
        if (settings.shards() != store.shards()) {
            throw new IllegalArgumentException("the store has %d shards, the settings %d"
                    .formatted(store.shards(), settings.shards()));
        }
        this.scheduler = scheduler;
        this.store = store;
        this.settings = settings;
        this.failStop = failStop;
        for (int i = 0; i < settings.shards(); i++) {
            shards.add(new ShardEvents());
        }
    }

    @Override
    public int shardCount() {
        return settings.shards();
    }

    @Override
    public String incarnation() {
        return store.incarnation();
    }

    @Override
    public long listen(int shard, ShardListener listener) {
        if (shards.get(shard).listener != null) {
            throw new IllegalStateException("shard " + shard + " has a listener already");
        }
        shards.get(shard).listener = listener;
        return store.sequence(shard);
    }

    // ---- what is asked -------------------------------------------------------------------------

    @Override
    public CompletionStage<OpenAnswer> open(ChannelName name) {
        return later(() -> {
            StoredChannel stored = store.channel(name);
            SimulatedChannel channel = new SimulatedChannel(name, name.shardOf(shardCount()),
                    epochOf(name, stored), stored == null ? 0 : stored.head, stored != null);
            open.put(name, channel);
            return new OpenAnswer.Opened(channel);
        }, OpenAnswer.Failed::new);
    }

    @Override
    public CompletionStage<ReadAnswer> read(ReadRequest request) {
        return later(() -> reads(request.channel(), request.retention()).read(request),
                ReadAnswer.Failed::new);
    }

    @Override
    public CompletionStage<Located> locate(ChannelName channel, LogRetention retention,
            Position position) {
        return later(() -> reads(channel, retention).locate(position), Located.Failed::new);
    }

    @Override
    public CompletionStage<TableAnswer> read(TableRead request) {
        return later(() -> store.tables().read(request, store.sequence(request.shard())),
                TableAnswer.Failed::new);
    }

    @Override
    public CompletionStage<ScanAnswer> scan(ScanRequest request) {
        return later(() -> new SimulatedScan(store, scheduler.nowMs()).scan(request),
                ScanAnswer.Failed::new);
    }

    private SimulatedReads reads(ChannelName name, LogRetention retention) {
        StoredChannel stored = store.channel(name);
        return new SimulatedReads(stored, epochOf(name, stored), retention, scheduler.nowMs());
    }

    private String epochOf(ChannelName name, @Nullable StoredChannel stored) {
        if (stored != null) {
            return stored.epoch;
        }
        SimulatedChannel handle = open.get(name);
        return handle != null ? handle.epoch() : store.epochOf(name);
    }

    private <T> CompletionStage<T> later(Supplier<? extends T> answer,
            Function<LogRefusal, ? extends T> refused) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        boolean fails = chance(settings.readFailRate());
        scheduler.schedule(delay(settings.readDelayMsMax()), () -> {
            if (crashed) {
                return;
            }
            if (unavailable != null || fails) {
                stage.complete(refused.apply(new LogRefusal.Unavailable(
                        unavailable != null ? unavailable : "simulated failure")));
            } else {
                stage.complete(answer.get());
            }
        });
        return stage;
    }

    // ---- what is written -----------------------------------------------------------------------

    @Override
    public void append(Append append) {
        if (crashed) {
            return;
        }
        if (unavailable != null) {
            settle(List.of(), append, new Outcome.Refused(new LogRefusal.Unavailable(unavailable)));
            return;
        }
        waiting.add(new Waiting.Pending(append, true));
        scheduleCommit();
    }

    @Override
    public CompletionStage<TrimAnswer> trim(LogChannel channel, long upTo) {
        CompletableFuture<TrimAnswer> answer = new CompletableFuture<>();
        if (unavailable != null || chance(settings.readFailRate())) {
            answer.complete(new TrimAnswer.Failed(new LogRefusal.Unavailable(
                    unavailable != null ? unavailable : "simulated failure")));
        } else {
            waiting.add(new Waiting.Trim(channel.name(), upTo, answer));
            scheduleCommit();
        }
        return answer;
    }

    @Override
    public CompletionStage<WriteAnswer> write(int shard, List<TableWrite> writes) {
        if (writes.stream().anyMatch(w -> w.value() instanceof TableValue.TheEntry)) {
            throw new IllegalArgumentException("a write that stands alone has no entry");
        }
        CompletableFuture<WriteAnswer> answer = new CompletableFuture<>();
        if (unavailable != null) {
            answer(answer, new WriteAnswer.Refused(new LogRefusal.Unavailable(unavailable)));
        } else if (!crashed) {
            waiting.add(new Waiting.Write(shard, writes, answer, true));
            scheduleCommit();
        }
        return answer;
    }

    @Override
    public void relay(ChannelName channel, Message message) {
        if (!crashed && unavailable == null) {
            tell(channel.shardOf(shardCount()), new LogEvent.Relayed(channel, message));
        }
    }

    private void scheduleCommit() {
        if (!commitScheduled && !stalled && !waiting.isEmpty()) {
            commitScheduled = true;
            scheduler.schedule(delay(settings.commitDelayMsMax()), this::onCommitDue);
        }
    }

    private void onCommitDue() {
        commitScheduled = false;
        if (crashed || stalled || waiting.isEmpty()) {
            return;
        }
        if (chance(settings.failStopRate())) {
            fail("simulated: the disk failed");
            return;
        }
        commitSome();
        scheduleCommit();
    }

    private void commitSome() {
        int count = 1 + scheduler.random()
                .nextInt(Math.min(settings.batchMax(), waiting.size()));
        Map<Integer, Share> shares = new HashMap<>();
        for (int i = 0; i < count; i++) {
            switch (waiting.remove()) {
                case Waiting.Trim(var name, long upTo, var answer) -> {
                    store.commit(new Batch(List.of(), List.of(), Map.of(name, upTo), List.of()),
                            !settings.acksBeforeSync());
                    answer.complete(new TrimAnswer.Trimmed());
                }
                case Waiting.Write write -> {
                    if (!commit(write)) {
                        i = count;
                    }
                }
                case Waiting.Pending(Append append, boolean settles) -> {
                    Share share = shares.computeIfAbsent(append.channel().shard(),
                            _ -> new Share());
                    if (settles && diskFull) {
                        share.settled.add(new Settled(append, new Outcome.Refused(DISK_FULL)));
                    } else if (settles && chance(settings.refuseRate())) {
                        share.settled.add(new Settled(append, new Outcome.Refused(
                                new LogRefusal.Unavailable("simulated refusal"))));
                    } else if (settles && chance(settings.unknownRate())) {
                        share.settled.add(
                                new Settled(append, new Outcome.Unknown("simulated timeout")));
                        int fate = scheduler.random().nextInt(3);
                        if (fate == 0) {
                            commit(append, share);
                        } else if (fate == 1) {
                            waiting.addFirst(new Waiting.Pending(append, false));
                            i = count;
                        }
                    } else {
                        Outcome outcome = commit(append, share);
                        if (settles) {
                            share.settled.add(new Settled(append, outcome));
                        }
                    }
                }
            }
        }
        shares.forEach((shard, share) -> tell(shard,
                new LogEvent.Entries(List.copyOf(share.entries), List.copyOf(share.settled))));
    }

    /// False if it is to come in a later batch, and everything behind it too.
    private boolean commit(Waiting.Write write) {
        if (write.settles() && diskFull && !RowChanges.removeAlone(write.writes())) {
            answer(write.answer(), new WriteAnswer.Refused(DISK_FULL));
        } else if (write.settles() && chance(settings.refuseRate())) {
            answer(write.answer(), new WriteAnswer.Refused(
                    new LogRefusal.Unavailable("simulated refusal")));
        } else if (write.settles() && chance(settings.unknownRate())) {
            answer(write.answer(), new WriteAnswer.Unknown("simulated timeout"));
            int fate = scheduler.random().nextInt(3);
            if (fate == 0) {
                store(write);
            } else if (fate == 1) {
                waiting.addFirst(new Waiting.Write(write.shard(), write.writes(), write.answer(),
                        false));
                return false;
            }
        } else {
            store(write);
            if (write.settles()) {
                answer(write.answer(), new WriteAnswer.Written());
            }
        }
        return true;
    }

    private void store(Waiting.Write write) {
        store.commit(new Batch(List.of(), List.of(), Map.of(),
                RowChanges.of(write.shard(), write.writes(), null)), !settings.acksBeforeSync());
    }

    private void answer(CompletableFuture<WriteAnswer> answer, WriteAnswer what) {
        scheduler.schedule(delay(settings.eventDelayMsMax()), () -> {
            if (!crashed) {
                answer.complete(what);
            }
        });
    }

    /// What one shard hears of a batch.
    private static final class Share {
        final List<Entry> entries = new ArrayList<>();
        final List<Settled> settled = new ArrayList<>();
    }

    /// Of all that its publisher chose.
    private static int hashOf(Message message) {
        return Objects.hash(Arrays.hashCode(message.payload()), message.contentType(),
                message.tags());
    }

    private Outcome commit(Append append, Share share) {
        ChannelName name = append.channel().name();
        StoredChannel stored = store.channel(name);
        IdempotencyKey key = append.idempotency();
        int messageHash = hashOf(append.message());
        long now = scheduler.nowMs();
        KeyUsed used = key == null ? null : store.keyUsed(name, key);
        if (used != null && now - used.logTimeMs() < settings.idempotencyWindow().toMillis()) {
            return used.messageHash() == messageHash
                    ? new Outcome.Duplicate(used.position())
                    : new Outcome.Refused(new LogRefusal.KeyReused());
        }
        int shard = append.channel().shard();
        long head = stored == null ? append.channel().headWhenOpened() : stored.head;
        Entry entry = new Entry(name, stored == null ? append.channel().epoch() : stored.epoch,
                head + step(), head, store.sequence(shard) + step(), now, append.message());
        Position position = new Position(entry.epoch(), entry.offset());
        store.commit(
                new Batch(List.of(new Stored(entry, now)),
                        key == null
                                ? List.of()
                                : List.of(new KeyUsed(name, key, position, messageHash, now)),
                        Map.of(), RowChanges.of(shard, append.writes(), entry)),
                !settings.acksBeforeSync());
        share.entries.add(entry);
        return new Outcome.Committed(position, entry.sequence());
    }

    private long step() {
        return settings.sparseOffsets() ? 1 + scheduler.random().nextInt(3) : 1;
    }

    // ---- what a shard hears --------------------------------------------------------------------

    private void settle(List<Entry> entries, Append append, Outcome outcome) {
        tell(append.channel().shard(),
                new LogEvent.Entries(entries, List.of(new Settled(append, outcome))));
    }

    private void tell(int shard, LogEvent event) {
        ShardEvents events = shards.get(shard);
        events.undelivered.add(event);
        scheduler.schedule(delay(settings.eventDelayMsMax()), () -> {
            LogEvent next = crashed ? null : events.undelivered.poll();
            if (next == null) {
                return;
            }
            if (next instanceof LogEvent.EpochChanged) {
                open.values().stream().filter(c -> c.shard() == shard).forEach(this::renew);
            }
            if (events.listener != null) {
                events.listener.onLogEvent(next);
            }
        });
    }

    private void renew(SimulatedChannel channel) {
        StoredChannel stored = store.channel(channel.name());
        channel.changeEpoch(stored != null ? stored.epoch : store.epochOf(channel.name()));
    }

    // ---- what a test does to it ----------------------------------------------------------------

    /// Ends this process as `kill -9` does: nothing is delivered any more. What was in the middle
    /// of a commit is in the log or not.
    public void crash() {
        if (!crashed && unavailable == null && !waiting.isEmpty()
                && scheduler.random().nextBoolean()) {
            commitSome();
        }
        crashed = true;
    }

    /// Ends this process, and loses what the store had not synced.
    public void cutPower() {
        crash();
        store.cutPower(scheduler.random());
    }

    /// From now on nothing is committed, as with a disk that hangs, until `false`.
    public void stall(boolean stalled) {
        this.stalled = stalled;
        scheduleCommit();
    }

    /// From now on appends are refused for want of space, until `false`.
    public void fillDisk(boolean full) {
        diskFull = full;
    }

    /// Tells every shard that the log was out of reach for a while.
    public void interrupt(String cause) {
        for (int shard = 0; shard < shardCount(); shard++) {
            tell(shard, new LogEvent.Interrupted(cause));
        }
    }

    /// Loses acknowledged batches under a running node, under a new incarnation, and tells every
    /// shard so.
    public void lose(int batches, String reason) {
        store.lose(batches, scheduler.random());
        for (int shard = 0; shard < shardCount(); shard++) {
            tell(shard, new LogEvent.EpochChanged(reason));
        }
    }

    /// Forgets the channels without entries that are not open.
    public void raiseGeneration() {
        store.raiseGeneration(open::containsKey);
    }

    /// Appends, trims and writes that wait for the disk.
    public int waiting() {
        return waiting.size();
    }

    private void fail(String reason) {
        failStop.stop(reason, new IllegalStateException(reason));
        if (scheduler.random().nextBoolean()) {
            crash();
        } else {
            end(reason, _ -> new Outcome.Unknown(reason), new WriteAnswer.Unknown(reason));
        }
    }

    private void end(String reason, Function<Append, Outcome> outcome, WriteAnswer written) {
        unavailable = reason;
        while (!waiting.isEmpty()) {
            switch (waiting.remove()) {
                case Waiting.Pending(Append append, boolean settles) -> {
                    if (settles) {
                        settle(List.of(), append, outcome.apply(append));
                    }
                }
                case Waiting.Trim trim -> trim.answer()
                        .complete(new TrimAnswer.Failed(new LogRefusal.Unavailable(reason)));
                case Waiting.Write write -> {
                    if (write.settles()) {
                        answer(write.answer(), written);
                    }
                }
            }
        }
    }

    // ---- state ---------------------------------------------------------------------------------

    @Override
    public LogStatus status() {
        return new LogStatus(0, Long.MAX_VALUE, waiting.size(), store.channelCount(),
                unavailable == null ? List.of() : List.of(unavailable));
    }

    /// Commits what waits, at once; events still take their time.
    @Override
    public void close() {
        if (crashed || unavailable != null) {
            return;
        }
        while (!waiting.isEmpty() && !stalled) {
            commitSome();
        }
        store.sync();
        LogRefusal closed = new LogRefusal.Unavailable("the log is closed");
        end("the log is closed", _ -> new Outcome.Refused(closed),
                new WriteAnswer.Refused(closed));
    }

    private boolean chance(double rate) {
        return rate > 0 && scheduler.random().nextDouble() < rate;
    }

    private long delay(long most) {
        return most == 0 ? 0 : scheduler.random().nextLong(most + 1);
    }
}

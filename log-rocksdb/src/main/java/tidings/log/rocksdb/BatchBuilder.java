package tidings.log.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import tidings.log.Append;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.IdempotencyKey;
import tidings.log.LogRefusal;
import tidings.log.Message;
import tidings.log.Outcome;
import tidings.log.Owner;
import tidings.log.OwnedBy;
import tidings.log.Position;
import tidings.log.TrimAnswer;
import tidings.log.WriteAnswer;

/// Turns appends into one `WriteBatch` and into what the shards will be told once it is synced.
///
/// Here offsets, sequences and times are assigned, in the order in which the appends come. The
/// writer's counts are moved ahead at once: if the batch then fails, the process ends.
@OwnedBy(Owner.LOG_WRITER)
final class BatchBuilder implements AutoCloseable {
    private static final long BATCH_BYTES_KEPT = 16L << 20;

    private final Store store;
    private final WriterState state;
    private final Slices slices;
    private final IdempotencyIndex idempotency;
    private final Damage damage;
    private final long channelsMax;
    private final ValueWriter values = new ValueWriter();
    private final RowWriter rows;
    private final ShardShare[] shares;

    // This batch's.
    private WriteBatch batch = new WriteBatch();
    private long number;
    private long wallMs;
    private long logTimeMs;
    private @Nullable LogRefusal refuseAll;
    private int entries;
    private int appends;
    private long payloadBytes;
    private long weight;
    private long rowBytes;
    private boolean channelsMade;
    private final List<ShardShare> touchedShards = new ArrayList<>();
    private final List<RocksChannel> touchedChannels = new ArrayList<>();
    private final List<CompletableFuture<TrimAnswer>> trims = new ArrayList<>();
    private final List<CompletableFuture<WriteAnswer>> rowWrites = new ArrayList<>();

    BatchBuilder(Store store, WriterState state, Slices slices,
            IdempotencyIndex idempotency, Damage damage, long channelsMax) {
        this.store = store;
        this.state = state;
        this.slices = slices;
        this.idempotency = idempotency;
        this.damage = damage;
        this.channelsMax = channelsMax;
        this.rows = new RowWriter(store, values);
        this.shares = new ShardShare[state.sequences.length];
        for (int shard = 0; shard < shares.length; shard++) {
            shares[shard] = new ShardShare(shard);
        }
    }

    /// @param refuseAll if not null, why this batch takes no appends
    void begin(long wallMs, long logTimeMs, @Nullable LogRefusal refuseAll) {
        this.wallMs = wallMs;
        this.logTimeMs = logTimeMs;
        this.refuseAll = refuseAll;
        number++;
        entries = 0;
        appends = 0;
        payloadBytes = 0;
        weight = 0;
        rowBytes = 0;
        channelsMade = false;
        idempotency.beginBatch();
    }

    void add(Append append) throws RocksDBException {
        appends++;
        RocksChannel channel = (RocksChannel) append.channel();
        ShardShare share = shares[channel.shard()];
        if (share.isEmpty()) {
            touchedShards.add(share);
        }
        try {
            share.settle(append, outcomeOf(append, channel, share));
        } catch (RocksDBException | RuntimeException e) {
            share.settle(append, new Outcome.Unknown(String.valueOf(e)));
            throw e;
        }
    }

    private Outcome outcomeOf(Append append, RocksChannel channel, ShardShare share)
            throws RocksDBException {
        if (refuseAll != null) {
            return new Outcome.Refused(refuseAll);
        }
        IdempotencyKey key = append.idempotency();
        if (key != null && channel.recorded) {
            Outcome repeat = repeatOf(append.message(), channel, key);
            if (repeat != null) {
                return repeat;
            }
        }
        if (!channel.recorded && state.channels.get() >= channelsMax) {
            return new Outcome.Refused(new LogRefusal.TooManyChannels(channelsMax));
        }
        return commit(append, channel, share);
    }

    private @Nullable Outcome repeatOf(Message message, RocksChannel channel, IdempotencyKey key) {
        IdempotencyIndex.Use use;
        try {
            use = idempotency.find(channel.record().id, key, logTimeMs);
        } catch (RocksDBException | FormatException e) {
            return new Outcome.Refused(damage.met("idempotency keys of " + channel.name(), e));
        }
        if (use == null) {
            return null;
        }
        return use.messageHash() == IdempotencyIndex.hashOf(message)
                ? new Outcome.Duplicate(new Position(channel.epoch(), use.offset()))
                : new Outcome.Refused(new LogRefusal.KeyReused());
    }

    private Outcome commit(Append append, RocksChannel channel, ShardShare share)
            throws RocksDBException {
        if (!channel.recorded) {
            makeRecord(channel);
        }
        if (channel.touchedByBatch != number) {
            channel.touchedByBatch = number;
            touchedChannels.add(channel);
        }
        Message message = append.message();
        ChannelRecord record = channel.record();
        SliceClass sliceClass = SliceClass.covering(append.retention().age());
        int slice = sliceClass.sliceAt(logTimeMs);
        long sequence = ++state.sequences[share.shard];
        if (share.order.count() == 0) {
            share.firstSequence = sequence;
        }
        EntryCodec.Head head = new EntryCodec.Head(wallMs, logTimeMs, sequence, record.bytes,
                record.count);
        record.add(sliceClass, append.retention().entries(), message.weight(), logTimeMs);
        share.order.add(sliceClass, record.id, record.head);
        Keys.putEntry(values.key(), sliceClass, slice, record.id, record.head);
        EntryCodec.encode(values.value(EntryCodec.bytesMax(message)), head, message);
        values.putInto(batch, store.entries);
        slices.onWrite(sliceClass, slice);
        if (append.idempotency() != null) {
            idempotency.add(batch, record.id, append.idempotency(),
                    new IdempotencyIndex.Use(record.head, logTimeMs,
                            IdempotencyIndex.hashOf(message)));
            slices.onWrite(SliceClass.IDEMPOTENCY, SliceClass.IDEMPOTENCY.sliceAt(logTimeMs));
        }
        entries++;
        payloadBytes += message.payload().length;
        weight += message.weight();
        Entry entry = new Entry(channel.name(), channel.epoch(), record.head, record.head - 1,
                sequence, wallMs, message);
        share.add(entry);
        if (!append.writes().isEmpty()) { // else the head needs no memory
            rowBytes += rows.put(batch, share.shard, append.writes(), entry, head);
        }
        return new Outcome.Committed(new Position(channel.epoch(), record.head), sequence);
    }

    /// A record gets an id that no channel had before, so that nothing an older one of its name
    /// left behind is taken for its own.
    private void makeRecord(RocksChannel channel) throws RocksDBException {
        channel.record().id = state.nextChannelId++;
        channel.recorded = true;
        state.channels.incrementAndGet();
        channelsMade = true;
        batch.put(store.channels, Keys.channelById(channel.record().id), channel.name().utf8());
    }

    void add(WriterCommand.Trim trim) {
        RocksChannel channel = trim.channel();
        if (channel.recorded) {
            trim(channel, trim.upTo());
        }
        trims.add(trim.answer());
    }

    private void trim(RocksChannel channel, long wanted) {
        ChannelRecord record = channel.record();
        long upTo = Math.min(wanted, record.head);
        if (upTo > record.trimmedUpTo) {
            record.trimmedUpTo = upTo;
            if (channel.touchedByBatch != number) {
                channel.touchedByBatch = number;
                touchedChannels.add(channel);
            }
        }
    }

    /// What only removes rows is taken even when appends are not: a full disk could not be helped
    /// otherwise.
    void add(WriterCommand.WriteRows write) throws RocksDBException {
        appends++;
        if (refuseAll != null && !RowWriter.removeAlone(write.writes())) {
            write.answer().complete(new WriteAnswer.Refused(refuseAll));
            return;
        }
        rowWrites.add(write.answer());
        rowBytes += rows.put(batch, write.shard(), write.writes(), null, null);
    }

    /// Everything but the entries themselves: records, order, counts. Null if there is nothing to
    /// write.
    @Nullable
    WriteBatch finish() throws RocksDBException {
        for (RocksChannel channel : touchedChannels) {
            ChannelName name = channel.name();
            Keys.putChannelByName(values.key(), name.utf8());
            channel.record().encode(values.value(ChannelRecord.BYTES_MAX));
            values.putInto(batch, store.channels);
        }
        int slice = SliceClass.ORDER.sliceAt(logTimeMs);
        for (ShardShare share : touchedShards) {
            if (share.order.count() > 0) {
                Keys.putOrder(values.key(), slice, share.shard, share.firstSequence);
                share.order.encode(values.value(share.order.bytesMax()), logTimeMs);
                values.putInto(batch, store.order);
                slices.onWrite(SliceClass.ORDER, slice);
            }
        }
        if (channelsMade) {
            Meta.putChannels(batch, store, state.nextChannelId, state.channels.get());
        }
        return batch.count() > 0 ? batch : null;
    }

    int entries() {
        return entries;
    }

    int appends() {
        return appends;
    }

    long payloadBytes() {
        return payloadBytes;
    }

    /// What messages weigh, and rows.
    long size() {
        return weight + rowBytes;
    }

    List<ShardShare> touchedShards() {
        return touchedShards;
    }

    List<CompletableFuture<TrimAnswer>> trims() {
        return trims;
    }

    /// Those that were not refused.
    List<CompletableFuture<WriteAnswer>> rowWrites() {
        return rowWrites;
    }

    /// After the shards were told.
    void end() {
        touchedShards.clear();
        touchedChannels.clear();
        trims.clear();
        rowWrites.clear();
        if (batch.getDataSize() > BATCH_BYTES_KEPT) {
            batch.close();
            batch = new WriteBatch();
        } else {
            batch.clear();
        }
    }

    @Override
    public void close() {
        batch.close();
    }
}

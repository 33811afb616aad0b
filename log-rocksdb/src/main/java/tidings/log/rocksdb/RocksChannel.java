package tidings.log.rocksdb;

import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.LogChannel;

/// A channel's handle. What its shard reads is final; the record belongs to the writer, which
/// moves it ahead of the disk while it builds a batch.
final class RocksChannel implements LogChannel {
    private final ChannelName name;
    private final int shard;
    private final String epoch;
    private final long headWhenOpened;
    private final boolean recordedWhenOpened;

    /// Of the record that the writer makes when there is none.
    private final long generation;

    /// Null until something is written to a channel that had no record. Touched by the writer
    /// only, once it is open.
    private @Nullable ChannelRecord record;
    /// Whether the record has an id and is in the store, or in the batch that is being built.
    /// Touched by the writer only.
    boolean recorded;
    /// The last batch that changed the record. Touched by the writer only.
    long touchedByBatch;

    /// @param stored null if there is none
    /// @param generation of the stored record; of one that is yet to be made
    RocksChannel(ChannelName name, int shard, String epoch, @Nullable ChannelRecord stored,
            long generation) {
        this.name = name;
        this.shard = shard;
        this.epoch = epoch;
        this.record = stored;
        this.generation = generation;
        this.recorded = stored != null;
        this.headWhenOpened = stored == null ? 0 : stored.head;
        this.recordedWhenOpened = recorded;
    }

    /// The stored one, or a new one without an id. Touched by the writer only.
    ChannelRecord record() {
        ChannelRecord known = record;
        if (known == null) {
            known = new ChannelRecord(0, generation);
            record = known;
        }
        return known;
    }

    @Override
    public ChannelName name() {
        return name;
    }

    @Override
    public int shard() {
        return shard;
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public long headWhenOpened() {
        return headWhenOpened;
    }

    @Override
    public boolean recordedWhenOpened() {
        return recordedWhenOpened;
    }
}

package tidings.log.rocksdb;

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

    /// Touched by the writer only, once it is open.
    final ChannelRecord record;
    /// Whether the record has an id and is in the store, or in the batch that is being built.
    /// Touched by the writer only.
    boolean recorded;
    /// The last batch that changed the record. Touched by the writer only.
    long touchedByBatch;

    /// @param record the stored one, or a new one without an id
    RocksChannel(ChannelName name, int shard, String epoch, ChannelRecord record,
            boolean recorded) {
        this.name = name;
        this.shard = shard;
        this.epoch = epoch;
        this.record = record;
        this.recorded = recorded;
        this.headWhenOpened = record.head;
        this.recordedWhenOpened = recorded;
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

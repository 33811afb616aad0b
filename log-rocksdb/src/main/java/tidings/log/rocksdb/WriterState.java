package tidings.log.rocksdb;

import java.util.concurrent.atomic.AtomicLong;
import tidings.log.Owner;
import tidings.log.OwnedBy;

/// What the writer counts from one batch to the next, and the store remembers.
@OwnedBy(Owner.LOG_WRITER)
final class WriterState {
    /// The last sequence of each shard.
    final long[] sequences;
    long nextChannelId;
    /// Channel records. Changed by the writer, read by anyone who asks for the status.
    final AtomicLong channels;

    WriterState(Meta meta) {
        this.sequences = meta.sequences.clone();
        this.nextChannelId = meta.nextChannelId;
        this.channels = new AtomicLong(meta.channels);
    }
}

package tidings.log.rocksdb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tidings.log.Append;
import tidings.log.Entry;
import tidings.log.LogEvent;
import tidings.log.Outcome;
import tidings.log.Owner;
import tidings.log.OwnedBy;
import tidings.log.Settled;

/// One shard's part of the batch that is being built.
@OwnedBy(Owner.LOG_WRITER)
final class ShardShare {
    final int shard;
    final OrderRecord order = new OrderRecord();
    long firstSequence;
    private List<Entry> entries = new ArrayList<>();
    private List<Settled> settled = new ArrayList<>();

    ShardShare(int shard) {
        this.shard = shard;
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    void settle(Append append, Outcome outcome) {
        settled.add(new Settled(append, outcome));
    }

    boolean isEmpty() {
        return settled.isEmpty();
    }

    List<Settled> settled() {
        return settled;
    }

    /// Hands over what the shard is to hear, and begins anew. The lists go with the event and are
    /// not touched again.
    LogEvent.Entries take() {
        LogEvent.Entries event = new LogEvent.Entries(Collections.unmodifiableList(entries),
                Collections.unmodifiableList(settled));
        entries = new ArrayList<>(Math.min(64, entries.size()));
        settled = new ArrayList<>(Math.min(64, settled.size()));
        order.clear();
        return event;
    }
}

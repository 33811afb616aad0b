package tidings.core.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.flaw.PlantedFlaw;
import tidings.log.Entry;
import tidings.log.LogRetention;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One channel's entries in the [Tail] of its shard, ascending; at least one.
@OwnedBy(Owner.LOOP)
final class ChannelTail {
    private final ArrayDeque<Entry> entries = new ArrayDeque<>(4);
    private long bytes;

    /// @param retention what is not kept by it is let go of, but never the entry itself
    void add(Entry entry, LogRetention retention) {
        entries.addLast(entry);
        bytes += cost(entry);
        while (entries.size() > 1 && (entries.size() > retention.entries()
                || bytes > retention.bytes())) {
            removeFirst();
        }
    }

    private void removeFirst() {
        bytes -= cost(entries.removeFirst());
    }

    /// Lets go of an entry if it is the first one.
    ///
    /// @return whether that was the last one
    boolean drop(Entry entry) {
        if (entries.getFirst().sequence() == entry.sequence()) {
            removeFirst();
        }
        return entries.isEmpty();
    }

    Entry last() {
        return entries.getLast();
    }

    /// The entries after an offset below the last one's; null if this does not reach back to it.
    @Nullable
    List<Entry> after(long offset) {
        Entry first = entries.getFirst();
        if (first.predecessor() == Entry.UNKNOWN || first.predecessor() > offset) {
            return null;
        }
        List<Entry> after = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.offset() > offset
                    || (PlantedFlaw.DOUBLE_AT_JOIN.planted() && entry.offset() == offset)) {
                after.add(entry);
            }
        }
        return after;
    }

    /// The last one that sets or ends the state under the empty key; null if none does.
    @Nullable
    Entry lastStateChange() {
        for (var newestFirst = entries.descendingIterator(); newestFirst.hasNext();) {
            Entry entry = newestFirst.next();
            if (StateTable.changesEmptyKey(entry.message())) {
                return entry;
            }
        }
        return null;
    }

    private static long cost(Entry entry) {
        return entry.message().weight();
    }
}

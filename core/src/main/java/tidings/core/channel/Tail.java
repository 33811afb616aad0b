package tidings.core.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The last committed entries of a shard, bounded in what they weigh. Each channel has its own of them
/// in [Channel#tail], in the same order; the oldest of the shard goes first.
@OwnedBy(Owner.LOOP)
final class Tail {
    /// What an entry costs beside its message's weight, roughly.
    private static final int ENTRY_BYTES = 200;
    /// So far from the end it is looked for from there.
    private static final int NEAR = 1_024;

    private final long bytesMax;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    /// Up to here it may lack something.
    private long floor;

    /// @param sequence of the shard's last entry before those that will be added
    Tail(long bytesMax, long sequence) {
        this.bytesMax = bytesMax;
        this.floor = sequence;
    }

    void add(Entry entry, Residents residents) {
        entries.addLast(entry);
        bytes += cost(entry);
        while (bytes > bytesMax) {
            Entry oldest = entries.removeFirst();
            bytes -= cost(oldest);
            floor = oldest.sequence();
            Channel resident = residents.channel(oldest.channel());
            if (resident != null) {
                resident.dropFromTail(oldest);
            }
        }
    }

    /// What is up to here is not all to be read any more.
    void raiseFloor(long sequence) {
        floor = Math.max(floor, sequence);
    }

    /// The shard's first entries after a sequence, of the channels that are wanted; null if they are
    /// not all here. Who takes few is not to have all of them looked at each time.
    @Nullable
    List<Entry> after(long sequence, Predicate<ChannelName> wanted, int limit) {
        if (sequence < floor) {
            return null;
        }
        List<Entry> after = new ArrayList<>();
        Iterator<Entry> oldestFirst = from(sequence);
        while (after.size() < limit && oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            if (entry.sequence() > sequence && wanted.test(entry.channel())) {
                after.add(entry);
            }
        }
        return after;
    }

    /// All after a sequence, and perhaps some before: who is a little behind does not pass over the rest.
    private Iterator<Entry> from(long sequence) {
        boolean near = !entries.isEmpty() && entries.getLast().sequence() - sequence <= NEAR;
        if (!near) {
            return entries.iterator();
        }
        List<Entry> newestFirst = new ArrayList<>();
        Iterator<Entry> all = entries.descendingIterator();
        while (all.hasNext()) {
            Entry entry = all.next();
            if (entry.sequence() <= sequence) {
                break;
            }
            newestFirst.add(entry);
        }
        return newestFirst.reversed().iterator();
    }

    private static long cost(Entry entry) {
        return entry.message().weight() + ENTRY_BYTES;
    }
}

package tidings.core.channel;

import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The last committed entries of a shard, bounded in bytes. Each channel has its own entries of it
/// in [Channel#tail], in the same order; the oldest of the shard goes first.
@OwnedBy(Owner.LOOP)
final class Tail {
    /// What an entry costs beside its payload, roughly.
    private static final int ENTRY_BYTES = 200;

    private final long bytesMax;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long bytes;

    Tail(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    void add(Entry entry, Channel channel, Map<ChannelName, Residence> channels) {
        entries.addLast(entry);
        channel.addToTail(entry);
        bytes += cost(entry);
        while (bytes > bytesMax) {
            Entry oldest = entries.removeFirst();
            bytes -= cost(oldest);
            if (residentOf(oldest, channels) instanceof Channel resident) {
                resident.dropFromTail(oldest);
            }
        }
    }

    private static @Nullable Residence residentOf(Entry entry,
            Map<ChannelName, Residence> channels) {
        return channels.get(entry.channel());
    }

    private static long cost(Entry entry) {
        return (long) entry.message().payload().length + ENTRY_BYTES;
    }
}

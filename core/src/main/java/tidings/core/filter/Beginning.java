package tidings.core.filter;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Entry;

/// What a subscription is still to begin with: the states of the channels that it matches, from a
/// place in a shard's table on. Immutable.
///
/// @param since by shard, where the subscription began; empty if that means nothing any more
/// @param shard in which it goes on
/// @param after the key of the last row there that was given; null if none was
/// @param given what was given of what comes after that, as far as that is known
public record Beginning(Filter filter, FilterOptions options, long[] since, int shard,
        byte @Nullable [] after, Set<State> given) {

    /// The state of a channel at some time.
    public record State(ChannelName channel, String epoch, long offset) {
        static State of(Entry entry) {
            return new State(entry.channel(), entry.epoch(), entry.offset());
        }
    }

    /// Knowing what else an earlier connection had sent. The client may be done with it by the time that
    /// this is gone on with.
    public Beginning withGiven(Collection<InFlight> sent) {
        Set<State> all = new HashSet<>(given);
        for (InFlight one : sent) {
            if (one.apart() && one.retain()) {
                all.add(new State(one.channel(), one.epoch(), one.offset()));
            }
        }
        return new Beginning(filter, options, since, shard, after, Set.copyOf(all));
    }
}

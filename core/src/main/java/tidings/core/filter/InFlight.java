package tidings.core.filter;

import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;

/// What is known of a message that was sent with a packet identifier and is not acknowledged: not the
/// message itself. Nothing is sent twice over one connection, and the next one reads it again.
///
/// @param order counts what the session was sent
/// @param shard [FilterSession#NO_SHARD] if it is in no log
/// @param sequence its place in the shard
/// @param offset its place in the channel, in `epoch`
/// @param qos 1 or 2
/// @param released the receiver has it, and is to be told to let go of it (PUBREL)
/// @param retain whether it was sent with the retain flag
/// @param apart whether it was sent apart from the shard's order: as the channel's state, or by a
///     group
/// @param group the shared subscription that it is from, until that group is through with it
public record InFlight(int packetId, long order, int shard, long sequence, ChannelName channel,
        String epoch,
        long offset, int qos, boolean released, boolean retain, boolean apart,
        int[] identifiers, @Nullable String group) {

    InFlight release() {
        return new InFlight(packetId, order, shard, sequence, channel, epoch, offset, qos, true,
                retain, apart, identifiers, group);
    }

    /// Its session's own from now on.
    InFlight taken() {
        return new InFlight(packetId, order, shard, sequence, channel, epoch, offset, qos, released,
                retain, apart, identifiers, null);
    }

    /// Whether it is of the same entry as another. Over a loss of the log's end its epoch tells: another
    /// may be at its place in the shard.
    boolean isOf(InFlight other) {
        return channel.equals(other.channel) && epoch.equals(other.epoch)
                && offset == other.offset;
    }

    boolean logged() {
        return shard != FilterSession.NO_SHARD;
    }
}

package tidings.core.filter;

import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Message;

/// A message that was sent with a packet identifier and is not acknowledged.
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
/// @param message null until it was read again
public record InFlight(int packetId, long order, int shard, long sequence, ChannelName channel,
        String epoch,
        long offset, int qos, boolean released, boolean retain, boolean apart,
        int[] identifiers, @Nullable String group, @Nullable Message message) {

    InFlight release() {
        return new InFlight(packetId, order, shard, sequence, channel, epoch, offset, qos, true,
                retain, apart, identifiers, group, null);
    }

    InFlight with(@Nullable Message read) {
        return new InFlight(packetId, order, shard, sequence, channel, epoch, offset, qos, released,
                retain, apart, identifiers, group, read);
    }

    /// Its session's own from now on.
    InFlight taken() {
        return new InFlight(packetId, order, shard, sequence, channel, epoch, offset, qos, released,
                retain, apart, identifiers, null, message);
    }

    boolean logged() {
        return shard != FilterSession.NO_SHARD;
    }
}

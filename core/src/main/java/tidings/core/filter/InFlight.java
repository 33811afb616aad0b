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
/// @param stored whether it was sent as the channel's state, apart from the shard's order
/// @param message null until it was read again
public record InFlight(int packetId, long order, int shard, long sequence, ChannelName channel,
        String epoch,
        long offset, int qos, boolean released, boolean retain, boolean stored,
        int[] identifiers, @Nullable Message message) {

    InFlight release() {
        return new InFlight(packetId, order, shard, sequence, channel, epoch, offset, qos, true,
                retain,
                stored, identifiers, null);
    }

    InFlight with(@Nullable Message read) {
        return new InFlight(packetId, order, shard, sequence, channel, epoch, offset, qos, released,
                retain, stored, identifiers, read);
    }

    boolean logged() {
        return shard != FilterSession.NO_SHARD;
    }
}

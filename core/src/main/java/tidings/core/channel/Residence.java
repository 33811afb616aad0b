package tidings.core.channel;

import java.util.ArrayDeque;

/// A channel that its shard knows: being loaded, or in memory.
sealed interface Residence permits Residence.Loading, Channel {
    /// Its record is being read; what arrives meanwhile waits in the channel's own order.
    record Loading(ArrayDeque<ShardCommand.ForChannel> waiting) implements Residence {}
}

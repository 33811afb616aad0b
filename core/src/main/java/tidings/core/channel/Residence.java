package tidings.core.channel;

import java.util.ArrayDeque;
import tidings.log.Entry;

/// A channel that its shard knows: being loaded, or in memory.
sealed interface Residence permits Residence.Loading, Channel {
    /// Its record is being read; what arrives meanwhile waits in the channel's own order.
    ///
    /// @param inDoubt whether it was begun by a publish that may not make the channel
    /// @param committed entries that came meanwhile (of an append whose outcome was unknown); the
    ///     record that is read may have them or not
    record Loading(boolean inDoubt, ArrayDeque<ShardCommand.ForChannel> waiting,
            ArrayDeque<Entry> committed)
            implements
                Residence {}
}

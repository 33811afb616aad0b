package tidings.core.fanout;

import java.util.List;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;

/// Hears everything of every shard, on one loop, once the shards were asked for it.
public interface ShardTap {
    /// What one turn of one shard has for this loop begins, or what it has handed over of that at once.
    void onTurn();

    void onLogged(ChannelName channel, List<Entry> entries);

    void onRelayed(ChannelName channel, List<Message> messages);

    /// As in [LoopEvent.Moved].
    void onMoved(int shard, long sequence);

    /// Every position of the shard is of no use any more.
    void onPositionsLost(int shard);
}

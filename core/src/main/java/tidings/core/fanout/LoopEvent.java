package tidings.core.fanout;

import java.util.List;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;

/// What a shard tells a loop. Everything from one shard to one loop comes in one order.
public sealed interface LoopEvent {
    /// What a message costs beside its weight while it waits for a loop, roughly.
    int MESSAGE_BYTES = 256;

    /// What a message takes while it waits for a loop.
    static long weightOf(Message message) {
        return MESSAGE_BYTES + message.weight();
    }

    /// What the messages in it take while it waits for a loop.
    default long weight() {
        return 0;
    }

    /// Entries of one channel, ascending. The list is complete when the shard's turn ends, and
    /// nobody changes it after that.
    record Logged(ChannelName channel, List<Entry> entries) implements LoopEvent {
        @Override
        public long weight() {
            long weight = 0;
            for (int i = 0; i < entries.size(); i++) {
                weight += weightOf(entries.get(i).message());
            }
            return weight;
        }
    }

    /// Messages of one channel without a position. The list is as that of [Logged].
    record Relayed(ChannelName channel, List<Message> messages) implements LoopEvent {
        @Override
        public long weight() {
            long weight = 0;
            for (int i = 0; i < messages.size(); i++) {
                weight += weightOf(messages.get(i));
            }
            return weight;
        }
    }

    /// The shard's order went on with something that has no place in what is shown of it.
    ///
    /// @param sequence how far
    record Moved(int shard, long sequence) implements LoopEvent {}

    /// @param count how often members have changed, with this one
    record MemberChanged(ChannelName channel, MemberEvent event, int count) implements LoopEvent {}

    record JoinAnswered(ChannelName channel, Subscriber subscriber, JoinAnswer answer)
            implements
                LoopEvent {}

    /// Every position of the channel is of no use any more.
    record PositionsLost(ChannelName channel) implements LoopEvent {}

    /// Every position of the shard is of no use any more, for those who hear everything of it.
    record ShardPositionsLost(int shard) implements LoopEvent {}

    /// An answer to a caller on this loop.
    record Answered(Runnable answer) implements LoopEvent {}
}

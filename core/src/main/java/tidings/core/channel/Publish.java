package tidings.core.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.LoopFanOut;
import tidings.core.refusal.Refusal;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.Message;
import tidings.log.TableWrite;

/// A request to publish, on its way through the shard and the log.
///
/// @param ephemeral   not to be stored, whatever the rule says
/// @param mayNotCreate why it may not make the channel's record if there is none; null if it may
/// @param home        the loop on which `reply` is to be called; null for whichever runs it
/// @param writes       what commits with the entry in tables of the shard, or not at all
/// @param requestedNs [tidings.core.loop.Loop#monotonicNs] when it was asked for
public record Publish(ChannelName channel, Message message, @Nullable IdempotencyKey idempotency,
        boolean ephemeral, @Nullable Refusal mayNotCreate, List<TableWrite> writes,
        @Nullable LoopFanOut home, PublishReply reply, long requestedNs) {
    /// What it costs beside its message's weight, roughly.
    private static final int PUBLISH_BYTES = 256;

    /// What it takes of the [ByteBudget] until it is answered.
    long weight() {
        return message.weight() + PUBLISH_BYTES;
    }
}

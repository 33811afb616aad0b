package tidings.core.channel;

import org.jspecify.annotations.Nullable;
import tidings.core.fanout.LoopFanOut;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.Message;

/// A request to publish, on its way through the shard and the log.
///
/// @param ephemeral   not to be stored, whatever the rule says
/// @param home        the loop on which `reply` is to be called; null for whichever runs it
/// @param requestedNs [tidings.core.loop.Loop#monotonicNs] when it was asked for
public record Publish(ChannelName channel, Message message, @Nullable IdempotencyKey idempotency,
        boolean ephemeral, @Nullable LoopFanOut home, PublishReply reply, long requestedNs) {}

package tidings.core.channel;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import tidings.core.fanout.LoopFanOut;
import tidings.log.ChannelName;
import tidings.log.Located;
import tidings.log.LogEvent;
import tidings.log.OpenAnswer;
import tidings.log.ReadAnswer;
import tidings.log.TrimAnswer;

/// Everything that can happen to a shard.
sealed interface ShardCommand {
    /// What concerns one channel, and waits while that channel is loading.
    sealed interface ForChannel extends ShardCommand {
        ChannelName channel();
    }

    /// Said by a session, and answered by nobody: it is never refused.
    sealed interface Unanswered extends ForChannel {}

    /// What a subscriber wants of its channel.
    sealed interface OfSubscriber extends ForChannel {
        Attachment attachment();

        @Override
        default ChannelName channel() {
            return attachment().channel;
        }
    }

    /// What a session wants of a channel that it is no subscriber of.
    sealed interface OfMember extends Unanswered {
        Membership membership();

        @Override
        default ChannelName channel() {
            return membership().channel;
        }
    }

    record DoPublish(Publish publish) implements ForChannel {
        @Override
        public ChannelName channel() {
            return publish.channel();
        }
    }

    record Join(Attachment attachment, JoinFrom from) implements OfSubscriber {}

    /// The subscriber left its live set, and stays subscribed.
    record Unlive(Attachment attachment) implements OfSubscriber, Unanswered {}

    record Leave(Attachment attachment) implements OfSubscriber, Unanswered {}

    /// It is to be a member.
    record Enter(Membership membership) implements OfMember {}

    record Exit(Membership membership) implements OfMember {}

    record ReadHistory(HistoryRequest request, CompletableFuture<ReadAnswer> answer)
            implements
                ForChannel {
        @Override
        public ChannelName channel() {
            return request.channel();
        }
    }

    record Trim(ChannelName channel, Consumer<TrimAnswer> reply) implements ForChannel {}

    record ReadPresence(ChannelName channel, Consumer<Presence> reply) implements ForChannel {}

    record ListChannels(Consumer<List<ChannelSummary>> reply) implements ShardCommand {}

    record Tap(LoopFanOut home, LongConsumer reply) implements ShardCommand {}

    record ReadTail(LoopFanOut home, long after, Predicate<ChannelName> wanted, int limit,
            TailReply reply)
            implements
                ShardCommand {}

    record Opened(ChannelName channel, OpenAnswer answer) implements ShardCommand {}

    record JoinLocated(Join join, Located located) implements ShardCommand {}

    record LatestFound(Join join, LatestRead found) implements ShardCommand {}

    record Trimmed(ChannelName channel, TrimAnswer answer, Consumer<TrimAnswer> reply)
            implements
                ShardCommand {}

    record Happened(LogEvent event) implements ShardCommand {}
}

package tidings.core;

import java.util.function.Consumer;
import tidings.core.channel.HistoryRequest;
import tidings.core.channel.Shard;
import tidings.core.fanout.LoopFanOut;
import tidings.core.filter.FilterServices;
import tidings.core.filter.LoopTap;
import tidings.core.identity.NewChannelLimits;
import tidings.core.identity.Users;
import tidings.core.loop.Loop;
import tidings.core.loop.LoopCounters;
import tidings.core.loop.LoopReads;
import tidings.core.rule.Rules;
import tidings.core.session.LoopSessions;
import tidings.core.subscription.CoreServices;
import tidings.log.ChannelName;
import tidings.log.Log;
import tidings.log.LogRefusal;
import tidings.log.ReadAnswer;

/// What core is to the sessions of one loop.
///
/// @param tidings  the whole
/// @param fanOut   this loop's live sets
/// @param sessions the sessions on this loop
/// @param filters  what those of them work with that are interested in filters
public record LoopServices(Tidings tidings, LoopFanOut fanOut, LoopSessions sessions,
        FilterServices filters)
        implements
            CoreServices {
    public Loop loop() {
        return fanOut.loop();
    }

    LoopTap tap() {
        return filters.tap();
    }

    public LoopCounters counters() {
        return fanOut.counters();
    }

    @Override
    public Users users() {
        return tidings.users();
    }

    @Override
    public NewChannelLimits newChannelLimits() {
        return tidings.users().newChannelLimits();
    }

    @Override
    public int subscriptionsMax() {
        return tidings.loopLimits().subscriptionsMax();
    }

    @Override
    public Rules rules() {
        return tidings.rules();
    }

    @Override
    public Log log() {
        return tidings.log();
    }

    @Override
    public LoopReads reads() {
        return filters.reads();
    }

    /// Reads a page of a channel's history once there is room for it. The reply is called on this
    /// loop.
    public void readHistory(HistoryRequest request, Consumer<ReadAnswer> reply) {
        reads().ask(request.bytesMax(), () -> shardOf(request.channel()).readHistory(request),
                (answer, failure) -> reply.accept(answer != null
                        ? answer
                        : new ReadAnswer.Failed(LogRefusal.Unavailable.because(failure))));
    }

    @Override
    public Shard shardOf(ChannelName channel) {
        return tidings.shardOf(channel);
    }
}

package tidings.core;

import tidings.core.channel.Shard;
import tidings.core.fanout.LoopFanOut;
import tidings.core.identity.NewChannelLimits;
import tidings.core.identity.Users;
import tidings.core.loop.Loop;
import tidings.core.rule.Rules;
import tidings.core.session.LoopSessions;
import tidings.core.subscription.CoreServices;
import tidings.log.ChannelName;
import tidings.log.Log;

/// What core is to the sessions of one loop.
///
/// @param tidings  the whole
/// @param fanOut   this loop's live sets
/// @param sessions the sessions on this loop
public record LoopServices(Tidings tidings, LoopFanOut fanOut, LoopSessions sessions)
        implements
            CoreServices {
    public Loop loop() {
        return fanOut.loop();
    }

    public Users users() {
        return tidings.users();
    }

    @Override
    public NewChannelLimits newChannelLimits() {
        return tidings.users().newChannelLimits();
    }

    @Override
    public int subscriptionsMax() {
        return tidings.subscriptionsPerLoopMax();
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
    public Shard shardOf(ChannelName channel) {
        return tidings.shardOf(channel);
    }
}

package tidings.core.subscription;

import tidings.core.channel.Shard;
import tidings.core.fanout.LoopFanOut;
import tidings.core.identity.NewChannelLimits;
import tidings.core.identity.Users;
import tidings.core.loop.LoopReads;
import tidings.core.rule.Rules;
import tidings.log.ChannelName;
import tidings.log.Log;

/// What a session on one loop works with.
public interface CoreServices {
    Rules rules();

    Users users();

    NewChannelLimits newChannelLimits();

    /// How many subscriptions all sessions of this loop may have.
    int subscriptionsMax();

    /// What its sessions have asked the log for.
    LoopReads reads();

    Log log();

    /// Of this loop.
    LoopFanOut fanOut();

    Shard shardOf(ChannelName channel);
}

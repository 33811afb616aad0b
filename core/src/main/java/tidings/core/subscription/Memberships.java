package tidings.core.subscription;

import java.util.Map;
import tidings.core.channel.Membership;
import tidings.core.fanout.Member;
import tidings.core.identity.Action;
import tidings.core.identity.Identity;
import tidings.core.identity.Permit;
import tidings.core.loop.SmallMaps;
import tidings.core.rule.Rule;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The channels in which a session is seen though it has no subscription there: it gets them by a
/// filter that names them.
@OwnedBy(Owner.LOOP)
public final class Memberships {
    private final CoreServices services;
    private final Identity identity;
    private Map<ChannelName, Membership> byChannel = Map.of();

    public Memberships(CoreServices services, Identity identity) {
        this.services = services;
        this.identity = identity;
    }

    /// Whether a session that gets this channel is seen there.
    public boolean isSeenIn(ChannelName channel) {
        Rule rule = services.rules().of(channel).orElse(null);
        return rule != null && rule.presence() && !Permit.reserved(channel.value())
                && Permit.check(Action.SUBSCRIBE, rule, channel, identity, false) == null;
    }

    /// From now on the session is a member, if it [#isSeenIn] the channel.
    public void enter(ChannelName channel) {
        if (!byChannel.containsKey(channel) && isSeenIn(channel)) {
            Membership membership = new Membership(channel, new Member(identity.sender()));
            byChannel = SmallMaps.with(byChannel, channel, membership);
            services.shardOf(channel).enter(membership);
        }
    }

    public void exit(ChannelName channel) {
        Membership membership = byChannel.get(channel);
        if (membership != null) {
            byChannel = SmallMaps.without(byChannel, channel);
            services.shardOf(channel).exit(membership);
        }
    }

    /// The session's connection has ended.
    public void exitAll() {
        byChannel.forEach((channel, membership) -> services.shardOf(channel).exit(membership));
        byChannel = Map.of();
    }
}

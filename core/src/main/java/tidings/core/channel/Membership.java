package tidings.core.channel;

import tidings.core.fanout.Member;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// A session as a member of a channel that it gets otherwise than as a subscriber of it: made by the
/// session's loop, then the shard's.
@OwnedBy(Owner.LOOP)
public final class Membership {
    final ChannelName channel;
    final Member member;

    /// The shard's: whether it counts.
    boolean entered;

    public Membership(ChannelName channel, Member member) {
        this.channel = channel;
        this.member = member;
    }
}

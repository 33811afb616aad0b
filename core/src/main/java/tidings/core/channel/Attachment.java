package tidings.core.channel;

import org.jspecify.annotations.Nullable;
import tidings.core.fanout.LoopFanOut;
import tidings.core.fanout.Member;
import tidings.core.fanout.Subscriber;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One subscriber as its channel's shard sees it: made by the session's loop, then the shard's.
@OwnedBy(Owner.LOOP)
public final class Attachment {
    final ChannelName channel;
    final Subscriber subscriber;
    final LoopFanOut home;
    /// Who it is among the members; null if it is to be none.
    final @Nullable Member member;
    /// Whether it is to be told of members.
    final boolean watches;

    /// The shard's: whether it counts as a subscription of the channel.
    boolean attached;
    /// The shard's: whether its loop gets the channel's entries because of it.
    boolean live;

    public Attachment(ChannelName channel, Subscriber subscriber, LoopFanOut home,
            @Nullable Member member, boolean watches) {
        this.channel = channel;
        this.subscriber = subscriber;
        this.home = home;
        this.member = member;
        this.watches = watches;
    }
}

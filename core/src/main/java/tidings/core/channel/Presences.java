package tidings.core.channel;

import java.util.HashMap;
import java.util.Map;
import tidings.core.fanout.Member;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Who is present in a shard's channels; whoever comes or goes does so here. Where there are many it is
/// made once, until then: it may be asked for as often as anybody likes.
@OwnedBy(Owner.LOOP)
final class Presences {
    private static final int MANY = 64;

    private final Map<Channel, Presence> made = new HashMap<>();

    Presence of(Channel channel) {
        Presence known = made.get(channel);
        if (known != null) {
            return known;
        }
        Presence presence = Presence.of(channel.members());
        if (presence.members().size() >= MANY) {
            made.put(channel, presence);
        }
        return presence;
    }

    /// As [Channel#enter].
    boolean enter(Channel channel, Member member) {
        forget(channel);
        return channel.enter(member);
    }

    /// As [Channel#exit].
    boolean exit(Channel channel, Member member) {
        forget(channel);
        return channel.exit(member);
    }

    private void forget(Channel channel) {
        if (!made.isEmpty()) {
            made.remove(channel);
        }
    }
}

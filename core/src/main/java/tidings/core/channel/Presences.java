package tidings.core.channel;

import java.util.HashMap;
import java.util.Map;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Who is present in a shard's channels. Where there are many it is made once, until somebody comes or
/// goes: it may be asked for as often as anybody likes.
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

    /// Somebody comes, goes, or is seen otherwise.
    void onChanged(Channel channel) {
        if (!made.isEmpty()) {
            made.remove(channel);
        }
    }
}

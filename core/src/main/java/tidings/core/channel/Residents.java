package tidings.core.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The channels that a shard has at hand: those that somebody is subscribed to or present in, or
/// something is in flight to, and a bounded number of others.
@OwnedBy(Owner.LOOP)
final class Residents {
    private final int idleMax;
    private final Map<ChannelName, Residence> channels = new HashMap<>();
    /// Those that may be forgotten, the longest idle first.
    private final LinkedHashMap<ChannelName, Channel> idle = new LinkedHashMap<>();

    /// @param idleMax of the others
    Residents(int idleMax) {
        this.idleMax = idleMax;
    }

    @Nullable
    Residence get(ChannelName name) {
        return channels.get(name);
    }

    /// Null if it is not here, or is still loading.
    @Nullable
    Channel channel(ChannelName name) {
        return channels.get(name) instanceof Channel channel ? channel : null;
    }

    List<Channel> all() {
        List<Channel> all = new ArrayList<>();
        for (Residence residence : channels.values()) {
            if (residence instanceof Channel channel) {
                all.add(channel);
            }
        }
        return all;
    }

    void put(ChannelName name, Residence residence) {
        channels.put(name, residence);
    }

    void remove(ChannelName name) {
        channels.remove(name);
    }

    /// Somebody is at work with a channel.
    void onBusy(Channel channel) {
        idle.remove(channel.name);
    }

    /// Somebody was at work with a channel.
    ///
    /// @return whether there are more idle ones than may be: [#forgetLongestIdle] is due
    boolean onSettled(Channel channel) {
        if (!channel.idle()) {
            idle.remove(channel.name);
            return false;
        }
        idle.put(channel.name, channel);
        return idle.size() > idleMax;
    }

    /// Only when the turn ends: until then somebody may be at work with a channel that is idle for
    /// a moment.
    void forgetLongestIdle() {
        while (idle.size() > idleMax) {
            ChannelName longest = idle.firstEntry().getKey();
            idle.remove(longest);
            channels.remove(longest);
        }
    }
}

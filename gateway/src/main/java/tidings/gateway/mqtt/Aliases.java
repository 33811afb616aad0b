package tidings.gateway.mqtt;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.loop.SmallMaps;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Topic aliases of one connection, one map per direction (MQTT 5.0 §3.3.2.3.4).
@OwnedBy(Owner.LOOP)
final class Aliases {
    private final int inMax;
    private final int outMax;
    private Map<Integer, Named> in = Map.of();
    private Map<ChannelName, Integer> out = Map.of();

    /// What a client's alias stands for. A topic that is no channel's name is one all the same: what is
    /// published to it by its alias is refused, too, and does not go where the alias led before.
    ///
    /// @param why it is no channel's name; null if it is
    record Named(@Nullable ChannelName channel, @Nullable String why) {}

    /// @param inMax what we told the client
    /// @param outMax what the client told us
    Aliases(int inMax, int outMax) {
        this.inMax = inMax;
        this.outMax = outMax;
    }

    boolean allows(int alias) {
        return alias >= 1 && alias <= inMax;
    }

    void learn(int alias, Named named) {
        in = SmallMaps.with(in, alias, named);
    }

    @Nullable
    Named of(int alias) {
        return in.get(alias);
    }

    /// Whether any may be used towards the client.
    boolean towardsClient() {
        return outMax > 0;
    }

    /// The alias that stands for a channel: positive if the client knows it, negative if it is to be
    /// told now ([#tell]), 0 if there is none left.
    int towardsClient(ChannelName channel) {
        Integer known = out.get(channel);
        if (known != null) {
            return known;
        }
        return out.size() < outMax ? -(out.size() + 1) : 0;
    }

    /// The client is told an alias: with a PUBLISH that is sent, and not with one that is too large.
    void tell(ChannelName channel, int alias) {
        out = SmallMaps.with(out, channel, alias);
    }
}

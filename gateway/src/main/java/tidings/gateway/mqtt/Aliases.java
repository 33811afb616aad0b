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
    private Map<Integer, ChannelName> in = Map.of();
    private Map<ChannelName, Integer> out = Map.of();

    /// @param inMax what we told the client
    /// @param outMax what the client told us
    Aliases(int inMax, int outMax) {
        this.inMax = inMax;
        this.outMax = outMax;
    }

    boolean allows(int alias) {
        return alias >= 1 && alias <= inMax;
    }

    void learn(int alias, ChannelName channel) {
        in = SmallMaps.with(in, alias, channel);
    }

    @Nullable
    ChannelName of(int alias) {
        return in.get(alias);
    }

    /// Whether any may be used towards the client.
    boolean towardsClient() {
        return outMax > 0;
    }

    /// The alias that stands for a channel: positive if the client knows it, negative if it is to be
    /// told now, 0 if there is none left.
    int towardsClient(ChannelName channel) {
        Integer known = out.get(channel);
        if (known != null) {
            return known;
        }
        if (out.size() >= outMax) {
            return 0;
        }
        int alias = out.size() + 1;
        out = SmallMaps.with(out, channel, alias);
        return -alias;
    }
}

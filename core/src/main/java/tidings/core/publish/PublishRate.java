package tidings.core.publish;

import java.util.LinkedHashMap;
import java.util.Map;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// How fast one session publishes to each channel that has a limit: a bucket that fills at the
/// limit's rate and holds one second's worth. Remembers the channels used last.
@OwnedBy(Owner.LOOP)
final class PublishRate {
    static final int CHANNELS_MAX = 128;
    private static final double NS_PER_SECOND = 1e9;

    private static final class Bucket {
        private double tokens;
        private long filledNs;

        Bucket(double tokens, long filledNs) {
            this.tokens = tokens;
            this.filledNs = filledNs;
        }
    }

    private final Map<ChannelName, Bucket> buckets = new LinkedHashMap<>(4, 0.75f, true);
    private long usedNs;

    /// Whether it is as good as a new one: in a second every bucket fills.
    boolean whole(long nowNs) {
        return buckets.isEmpty() || nowNs - usedNs >= NS_PER_SECOND;
    }

    /// @return false if it is too fast
    boolean take(ChannelName channel, int perSecond, long nowNs) {
        usedNs = nowNs;
        Bucket bucket = buckets.computeIfAbsent(channel, _ -> new Bucket(perSecond, nowNs));
        double filled = bucket.tokens + (nowNs - bucket.filledNs) / NS_PER_SECOND * perSecond;
        bucket.tokens = Math.min(perSecond, filled);
        bucket.filledNs = nowNs;
        if (buckets.size() > CHANNELS_MAX) {
            // A forgotten bucket comes back full; so one session's rate over all of its channels
            // stays bounded by the channels it may use at once.
            buckets.remove(buckets.keySet().iterator().next());
        }
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens -= 1;
        return true;
    }
}

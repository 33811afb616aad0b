package tidings.core.filter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;

/// The filters of one session. Immutable, so that a scan on another thread may ask.
public final class FilterSet {
    public static final FilterSet EMPTY = new FilterSet(Map.of(), Map.of());

    private final Map<String, FilterSubscription> byText;
    private final Map<String, FilterOptions> shared;
    /// Those with wildcards: of the others the text is the one name that they match.
    private final List<FilterSubscription> wild;

    /// @param byText its own
    /// @param shared with others ([Group]): what it wants of each
    public FilterSet(Map<String, FilterSubscription> byText, Map<String, FilterOptions> shared) {
        this.byText = byText;
        this.shared = shared;
        this.wild = byText.values().stream().filter(each -> !each.filter().exact()).toList();
    }

    FilterSet with(FilterSubscription subscription) {
        String text = subscription.filter().text();
        if (byText.isEmpty()) {
            return new FilterSet(Map.of(text, subscription), shared);
        }
        Map<String, FilterSubscription> more = new LinkedHashMap<>(byText);
        more.put(text, subscription);
        return new FilterSet(more, shared);
    }

    FilterSet without(String text) {
        Map<String, FilterSubscription> fewer = new LinkedHashMap<>(byText);
        fewer.remove(text);
        return new FilterSet(fewer, shared);
    }

    FilterSet withShared(String text, FilterOptions options) {
        Map<String, FilterOptions> more = new LinkedHashMap<>(shared);
        more.put(text, options);
        return new FilterSet(byText, more);
    }

    FilterSet withoutShared(String text) {
        Map<String, FilterOptions> fewer = new LinkedHashMap<>(shared);
        fewer.remove(text);
        return new FilterSet(byText, fewer);
    }

    /// Once the session has passed where each began.
    FilterSet passed() {
        Map<String, FilterSubscription> passed = new LinkedHashMap<>();
        byText.forEach((text, subscription) -> passed.put(text, subscription.passed()));
        return new FilterSet(passed, shared);
    }

    public Map<String, FilterSubscription> byText() {
        return byText;
    }

    public Map<String, FilterOptions> shared() {
        return shared;
    }

    /// Its own.
    public Collection<FilterSubscription> all() {
        return byText.values();
    }

    public boolean has(String text) {
        return byText.containsKey(text) || shared.containsKey(text);
    }

    public int count() {
        return byText.size() + shared.size();
    }

    /// The shards in which there may be anything that they match.
    BitSet shards(int shardCount) {
        if (!wild.isEmpty()) {
            return wild.getFirst().filter().shards(shardCount);
        }
        BitSet shards = new BitSet(shardCount);
        all().forEach(each -> shards.or(each.filter().shards(shardCount)));
        return shards;
    }

    boolean matches(ChannelName channel) {
        String name = channel.value();
        if (!Filter.isTopic(name)) {
            return false;
        }
        if (byText.containsKey(name)) {
            return true;
        }
        for (FilterSubscription subscription : wild) {
            if (subscription.filter().matches(name)) {
                return true;
            }
        }
        return false;
    }

    /// What is asked for of an entry; null if nothing.
    @Nullable
    Interest interestIn(ChannelName channel, int shard, long sequence) {
        String name = channel.value();
        if (!Filter.isTopic(name)) {
            return null;
        }
        List<FilterSubscription> matching = new ArrayList<>(1);
        FilterSubscription exact = byText.get(name);
        if (exact != null && exact.holdsAt(shard, sequence)) {
            matching.add(exact);
        }
        for (FilterSubscription subscription : wild) {
            if (subscription.filter().matches(name) && subscription.holdsAt(shard, sequence)) {
                matching.add(subscription);
            }
        }
        return Interest.of(matching);
    }
}

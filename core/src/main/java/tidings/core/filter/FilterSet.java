package tidings.core.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;

/// The filters of one session, by their text. Immutable, so that a scan on another thread may ask.
///
/// @param byText its own
/// @param shared with others ([Group]): what it wants of each
public record FilterSet(Map<String, FilterSubscription> byText,
        Map<String, FilterOptions> shared) {
    public static final FilterSet EMPTY = new FilterSet(Map.of(), Map.of());

    FilterSet with(FilterSubscription subscription) {
        Map<String, FilterSubscription> more = new LinkedHashMap<>(byText);
        more.put(subscription.filter().text(), subscription);
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

    boolean matches(ChannelName channel) {
        for (FilterSubscription subscription : byText.values()) {
            if (subscription.filter().matches(channel.value())) {
                return true;
            }
        }
        return false;
    }

    /// What is asked for of an entry; null if nothing.
    @Nullable
    Interest interestIn(ChannelName channel, int shard, long sequence) {
        List<FilterSubscription> matching = new ArrayList<>(1);
        for (FilterSubscription subscription : byText.values()) {
            if (subscription.filter().matches(channel.value())
                    && subscription.holdsAt(shard, sequence)) {
                matching.add(subscription);
            }
        }
        return Interest.of(matching);
    }
}

package tidings.core.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Which sessions of one loop a channel's entries are for, and what was found for the channels that
/// were asked for last: for one of these it costs one look into a map.
@OwnedBy(Owner.LOOP)
final class FilterIndex {
    static final int REMEMBERED_MAX = 20_000;

    private record Holding(FilterSession session, FilterSubscription subscription) {}

    private final FilterTrie<Holding> trie = new FilterTrie<>();
    private final Map<ChannelName, Matches> remembered = new HashMap<>();

    /// One subscription of a session and filter at most: a newer one replaces it.
    void put(FilterSession session, FilterSubscription subscription) {
        trie.put(subscription.filter(), new Holding(session, subscription),
                known -> known.session().equals(session));
        forget(subscription.filter());
    }

    void remove(FilterSession session, Filter filter) {
        trie.remove(filter, known -> known.session().equals(session));
        forget(filter);
    }

    private void forget(Filter filter) {
        if (filter.exact()) {
            forgetExact(filter.text());
        } else {
            remembered.clear();
        }
    }

    private void forgetExact(String name) {
        remembered.remove(ChannelName.ofStored(name));
    }

    /// What a session may see of a channel has changed.
    void forgetAll() {
        remembered.clear();
    }

    Matches matches(ChannelName channel) {
        Matches known = remembered.get(channel);
        if (known == null) {
            known = find(channel);
            if (remembered.size() >= REMEMBERED_MAX) {
                remembered.clear();
            }
            remembered.put(channel, known);
        }
        return known;
    }

    private Matches find(ChannelName channel) {
        String name = channel.value();
        if (!Filter.isTopic(name)) {
            return Matches.NOBODY;
        }
        Map<FilterSession, List<FilterSubscription>> bySession = new LinkedHashMap<>();
        trie.find(name, holding -> bySession
                .computeIfAbsent(holding.session(), _ -> new ArrayList<>(1))
                .add(holding.subscription()));
        return Matches.of(channel, bySession);
    }
}

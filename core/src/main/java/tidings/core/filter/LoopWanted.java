package tidings.core.filter;

import java.util.HashMap;
import java.util.Map;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one loop knows of all filters there are: how many hold each.
@OwnedBy(Owner.LOOP)
public final class LoopWanted {
    static final int ASKED_MAX = 20_000;

    private final Map<String, Integer> holders = new HashMap<>();
    /// Those with wildcards.
    private final FilterTrie<Filter> wild = new FilterTrie<>();
    /// What these were asked and answered since they changed last.
    private final Map<ChannelName, Boolean> asked = new HashMap<>();

    void add(Filter filter) {
        if (holders.merge(filter.text(), 1, Integer::sum) == 1 && !filter.exact()) {
            wild.put(filter, filter, filter::equals);
            asked.clear();
        }
    }

    void remove(Filter filter) {
        int left = holders.merge(filter.text(), -1, Integer::sum);
        if (left < 0) {
            throw new IllegalStateException(filter + " is taken away more often than it came");
        }
        if (left == 0) {
            holders.remove(filter.text());
            if (!filter.exact()) {
                wild.remove(filter, filter::equals);
                asked.clear();
            }
        }
    }

    /// Whether anybody has a filter that matches.
    public boolean matches(ChannelName channel) {
        if (!Filter.isTopic(channel.value())) {
            return false;
        }
        return holders.containsKey(channel.value()) || (!wild.isEmpty() && matchesWild(channel));
    }

    private boolean matchesWild(ChannelName channel) {
        Boolean known = asked.get(channel);
        if (known == null) {
            boolean[] found = {false};
            wild.find(channel.value(), _ -> found[0] = true);
            known = found[0];
            if (asked.size() >= ASKED_MAX) {
                asked.clear();
            }
            asked.put(channel, known);
        }
        return known;
    }
}

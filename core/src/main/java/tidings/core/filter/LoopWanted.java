package tidings.core.filter;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one loop knows of all filters there are: how many hold each.
@OwnedBy(Owner.LOOP)
public final class LoopWanted {
    static final int ASKED_MAX = 20_000;

    private final FilterTrie<Filter> trie = new FilterTrie<>();
    private final Map<String, Integer> holders = new HashMap<>();
    /// What was answered since the filters changed last.
    private final Map<ChannelName, Boolean> asked = new HashMap<>();

    void add(Filter filter) {
        if (holders.merge(filter.text(), 1, Integer::sum) == 1) {
            trie.put(filter, filter, filter::equals);
            forget(filter);
        }
    }

    void remove(Filter filter) {
        if (holders.merge(filter.text(), -1, Integer::sum) == 0) {
            holders.remove(filter.text());
            trie.remove(filter, filter::equals);
            forget(filter);
        }
    }

    private void forget(Filter filter) {
        if (filter.exact()) {
            asked.remove(ChannelName.ofStored(filter.text().getBytes(StandardCharsets.UTF_8)));
        } else {
            asked.clear();
        }
    }

    /// Whether anybody has a filter that matches.
    public boolean matches(ChannelName channel) {
        if (holders.isEmpty()) {
            return false;
        }
        Boolean known = asked.get(channel);
        if (known == null) {
            boolean[] found = {false};
            if (Filter.isTopic(channel.value())) {
                trie.find(channel.value(), _ -> found[0] = true);
            }
            known = found[0];
            if (asked.size() >= ASKED_MAX) {
                asked.clear();
            }
            asked.put(channel, known);
        }
        return known;
    }
}

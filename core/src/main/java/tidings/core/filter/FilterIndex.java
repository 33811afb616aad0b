package tidings.core.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Which sessions of one loop a channel's entries are for: a trie over the levels of their
/// filters, and what it found for the channels that were asked for last.
///
/// Looking up takes time by the levels of a name and the wildcards that meet it, not by the number
/// of filters; a channel that was asked for before costs one look into a map.
@OwnedBy(Owner.LOOP)
final class FilterIndex {
    static final int REMEMBERED_MAX = 20_000;

    private static final class Node {
        private Map<String, Node> children = Map.of();
        private @Nullable Node plus;
        /// Filters that end here, and those that end here with `#`.
        private List<Holding> here = List.of();
        private List<Holding> below = List.of();

        private boolean isEmpty() {
            return children.isEmpty() && plus == null && here.isEmpty() && below.isEmpty();
        }
    }

    private record Holding(FilterSession session, FilterSubscription subscription) {}

    private final Node root = new Node();
    private final Map<ChannelName, Matches> remembered = new HashMap<>();

    void put(FilterSession session, FilterSubscription subscription) {
        Filter filter = subscription.filter();
        Node node = root;
        for (String level : filter.levels()) {
            node = child(node, level);
        }
        Holding holding = new Holding(session, subscription);
        if (filter.open()) {
            node.below = with(node.below, holding);
        } else {
            node.here = with(node.here, holding);
        }
        forget(filter);
    }

    private static Node child(Node node, String level) {
        if (level.equals("+")) {
            if (node.plus == null) {
                node.plus = new Node();
            }
            return node.plus;
        }
        Node child = node.children.get(level);
        if (child == null) {
            child = new Node();
            if (node.children.isEmpty()) {
                node.children = new HashMap<>(4);
            }
            node.children.put(level, child);
        }
        return child;
    }

    /// One holding of a session and filter at most: a newer one replaces it.
    private static List<Holding> with(List<Holding> holdings, Holding added) {
        if (holdings.isEmpty()) {
            List<Holding> one = new ArrayList<>(1);
            one.add(added);
            return one;
        }
        for (int i = 0; i < holdings.size(); i++) {
            if (holdings.get(i).session() == added.session()) {
                holdings.set(i, added);
                return holdings;
            }
        }
        holdings.add(added);
        return holdings;
    }

    void remove(FilterSession session, Filter filter) {
        remove(root, filter, 0, session);
        forget(filter);
    }

    /// @return whether the node is of no use any more
    private static boolean remove(Node node, Filter filter, int depth, FilterSession session) {
        if (depth == filter.levels().size()) {
            List<Holding> holdings = filter.open() ? node.below : node.here;
            holdings.removeIf(holding -> holding.session() == session);
            if (holdings.isEmpty()) {
                if (filter.open()) {
                    node.below = List.of();
                } else {
                    node.here = List.of();
                }
            }
            return node.isEmpty();
        }
        String level = filter.levels().get(depth);
        if (level.equals("+")) {
            if (node.plus != null && remove(node.plus, filter, depth + 1, session)) {
                node.plus = null;
            }
        } else {
            Node child = node.children.get(level);
            if (child != null && remove(child, filter, depth + 1, session)) {
                node.children.remove(level);
                if (node.children.isEmpty()) {
                    node.children = Map.of();
                }
            }
        }
        return node.isEmpty();
    }

    private void forget(Filter filter) {
        if (filter.exact()) {
            forgetExact(filter.text());
        } else {
            remembered.clear();
        }
    }

    private void forgetExact(String name) {
        remembered.remove(ChannelName.ofStored(name.getBytes(StandardCharsets.UTF_8)));
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
        if (name.indexOf('#') >= 0) {
            return Matches.NOBODY; // no legal topic
        }
        Map<FilterSession, List<FilterSubscription>> bySession = new LinkedHashMap<>();
        collect(root, Filter.levelsOf(name), 0, name.startsWith("$"),
                holding -> bySession
                        .computeIfAbsent(holding.session(), _ -> new ArrayList<>(1))
                        .add(holding.subscription()));
        return Matches.of(channel, bySession);
    }

    private interface Found {
        void add(Holding holding);
    }

    private static void collect(Node node, List<String> levels, int depth, boolean hidden,
            Found found) {
        if (!(depth == 0 && hidden)) {
            node.below.forEach(found::add);
        }
        if (depth == levels.size()) {
            node.here.forEach(found::add);
            return;
        }
        Node child = node.children.get(levels.get(depth));
        if (child != null) {
            collect(child, levels, depth + 1, hidden, found);
        }
        if (node.plus != null && !(depth == 0 && hidden)) {
            collect(node.plus, levels, depth + 1, hidden, found);
        }
    }
}

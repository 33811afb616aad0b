package tidings.core.filter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.loop.SmallLists;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What hangs on filters: on those that match one name only by that name; on those with wildcards by
/// their levels, so that looking up takes time by the levels of a name and the wildcards that meet it,
/// not by the number of filters.
@OwnedBy(Owner.LOOP)
final class FilterTrie<T> {
    private static final class Node<T> {
        private Map<String, Node<T>> children = Map.of();
        private @Nullable Node<T> plus;
        /// Of filters that end here, and of those that end here with `#`.
        private List<T> here = List.of();
        private List<T> below = List.of();

        private boolean isEmpty() {
            return children.isEmpty() && plus == null && here.isEmpty() && below.isEmpty();
        }
    }

    private final Map<String, List<T>> exact = new HashMap<>();
    private final Node<T> root = new Node<>();

    /// @param replaced which of the same filter it takes the place of, if there is one
    void put(Filter filter, T added, Predicate<T> replaced) {
        if (filter.exact()) {
            exact.compute(filter.text(),
                    (_, all) -> with(all == null ? List.of() : all, added, replaced));
            return;
        }
        Node<T> node = root;
        for (String level : filter.levels()) {
            node = child(node, level);
        }
        if (filter.open()) {
            node.below = with(node.below, added, replaced);
        } else {
            node.here = with(node.here, added, replaced);
        }
    }

    private static <T> Node<T> child(Node<T> node, String level) {
        if (level.equals("+")) {
            if (node.plus == null) {
                node.plus = new Node<>();
            }
            return node.plus;
        }
        Node<T> child = node.children.get(level);
        if (child == null) {
            child = new Node<>();
            if (node.children.isEmpty()) {
                node.children = new HashMap<>(4);
            }
            node.children.put(level, child);
        }
        return child;
    }

    private static <T> List<T> with(List<T> all, T added, Predicate<T> replaced) {
        for (int i = 0; i < all.size(); i++) {
            if (replaced.test(all.get(i))) {
                return SmallLists.set(all, i, added);
            }
        }
        return SmallLists.with(all, added);
    }

    void remove(Filter filter, Predicate<T> removed) {
        if (filter.exact()) {
            exact.computeIfPresent(filter.text(), (_, all) -> {
                List<T> left = SmallLists.without(all, removed);
                return left.isEmpty() ? null : left;
            });
        } else {
            remove(root, filter, 0, removed);
        }
    }

    /// @return whether the node is of no use any more
    private static <T> boolean remove(Node<T> node, Filter filter, int depth,
            Predicate<T> removed) {
        if (depth == filter.levels().size()) {
            if (filter.open()) {
                node.below = SmallLists.without(node.below, removed);
            } else {
                node.here = SmallLists.without(node.here, removed);
            }
            return node.isEmpty();
        }
        String level = filter.levels().get(depth);
        if (level.equals("+")) {
            if (node.plus != null && remove(node.plus, filter, depth + 1, removed)) {
                node.plus = null;
            }
        } else {
            Node<T> child = node.children.get(level);
            if (child != null && remove(child, filter, depth + 1, removed)) {
                node.children.remove(level);
                if (node.children.isEmpty()) {
                    node.children = Map.of();
                }
            }
        }
        return node.isEmpty();
    }

    boolean isEmpty() {
        return exact.isEmpty() && root.isEmpty();
    }

    /// All that hangs on filters which match a name.
    void find(String name, Consumer<T> found) {
        exact.getOrDefault(name, List.of()).forEach(found);
        if (!root.isEmpty()) {
            find(root, Filter.levelsOf(name), 0, name.startsWith("$"), found);
        }
    }

    private static <T> void find(Node<T> node, List<String> levels, int depth, boolean hidden,
            Consumer<T> found) {
        if (!(depth == 0 && hidden)) {
            node.below.forEach(found);
        }
        if (depth == levels.size()) {
            node.here.forEach(found);
            return;
        }
        Node<T> child = node.children.get(levels.get(depth));
        if (child != null) {
            find(child, levels, depth + 1, hidden, found);
        }
        if (node.plus != null && !(depth == 0 && hidden)) {
            find(node.plus, levels, depth + 1, hidden, found);
        }
    }
}

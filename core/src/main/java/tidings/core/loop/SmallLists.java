package tidings.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Lists of which there are many, and which hold nothing or one thing nearly always: as [SmallMaps].
/// Whoever owns one keeps what these give back.
public final class SmallLists {
    private static final int CAPACITY = 4;

    private SmallLists() {}

    /// The list with one thing more, at its end.
    public static <T> List<T> with(List<T> list, T added) {
        if (list.isEmpty()) {
            return List.of(added);
        }
        List<T> more = list;
        if (list.size() == 1) {
            more = new ArrayList<>(CAPACITY);
            more.add(list.getFirst());
        }
        more.add(added);
        return more;
    }

    /// One list behind the other; neither is of use any more.
    public static <T> List<T> joined(List<T> first, List<T> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /// The list with another thing in the place of one.
    public static <T> List<T> set(List<T> list, int index, T other) {
        if (list.size() == 1) {
            return List.of(other);
        }
        list.set(index, other);
        return list;
    }

    /// The list without its last thing.
    public static <T> List<T> withoutLast(List<T> list) {
        if (list.size() == 1) {
            return List.of();
        }
        list.removeLast();
        return list.size() == 1 ? List.copyOf(list) : list;
    }

    /// The list without those that are meant.
    public static <T> List<T> without(List<T> list, Predicate<T> removed) {
        if (list.size() > 1) {
            list.removeIf(removed);
            return list.size() > 1 ? list : List.copyOf(list);
        }
        return list.isEmpty() || removed.test(list.getFirst()) ? List.of() : list;
    }
}

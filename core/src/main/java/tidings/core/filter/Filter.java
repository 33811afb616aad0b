package tidings.core.filter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import tidings.log.ChannelName;

/// A pattern over channel names, as MQTT has it: levels parted by `/`, where `+` stands for one
/// level and `#`, at the end, for any number of them, the parent's included (MQTT 5.0 §4.7).
///
/// A wildcard in the first level matches no name that begins with `$` (§4.7.2).
public final class Filter {
    private final String text;
    /// Without a final `#`; of none that is exact.
    private final List<String> levels;
    private final boolean open;
    private final boolean exact;

    private Filter(String text, List<String> levels, boolean open) {
        this.text = text;
        this.open = open;
        this.exact = !open && !levels.contains("+");
        this.levels = exact ? List.of() : List.copyOf(levels);
    }

    /// @throws IllegalArgumentException says what is wrong with it
    public static Filter of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a filter must not be empty");
        }
        List<String> levels = levelsOf(text);
        boolean open = levels.getLast().equals("#");
        List<String> fixed = open ? levels.subList(0, levels.size() - 1) : levels;
        for (String level : fixed) {
            if (level.contains("#")) {
                throw new IllegalArgumentException(
                        "'#' must be the whole last level: '%s'".formatted(text));
            }
            if (level.contains("+") && level.length() > 1) {
                throw new IllegalArgumentException(
                        "'+' must be a whole level: '%s'".formatted(text));
            }
        }
        return new Filter(text, fixed, open);
    }

    /// Whether a channel's name may be a topic: one with `#` is delivered to no filter.
    static boolean isTopic(String name) {
        return name.indexOf('#') < 0;
    }

    /// The shards in which there may be anything that it matches.
    BitSet shards(int shardCount) {
        BitSet shards = new BitSet(shardCount);
        if (exact) {
            shards.set(ChannelName.ofStored(text).shardOf(shardCount));
        } else {
            shards.set(0, shardCount);
        }
        return shards;
    }

    /// The levels of a name; empty ones count.
    static List<String> levelsOf(String name) {
        List<String> levels = new ArrayList<>(8);
        int from = 0;
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', from)) {
            levels.add(name.substring(from, slash));
            from = slash + 1;
        }
        levels.add(name.substring(from));
        return levels;
    }

    public String text() {
        return text;
    }

    /// Whether it matches one name only.
    public boolean exact() {
        return exact;
    }

    /// The levels before a final `#`, or all of them; not of one that is exact.
    List<String> levels() {
        return levels;
    }

    /// Whether it ends with `#`.
    boolean open() {
        return open;
    }

    /// What every name that it matches begins with.
    public String literalPrefix() {
        int plus = text.indexOf('+');
        int hash = open ? text.length() - 1 : text.length();
        int end = plus < 0 ? hash : Math.min(plus, hash);
        // 'a/#' matches 'a', too.
        return open && end == hash && end > 0 ? text.substring(0, end - 1) : text.substring(0, end);
    }

    public boolean matches(String name) {
        if (exact) {
            return text.equals(name);
        }
        if (name.startsWith("$") && (levels.isEmpty() || levels.getFirst().equals("+"))) {
            return false;
        }
        int from = 0;
        for (int i = 0; i < levels.size(); i++) {
            if (from > name.length()) {
                return false;
            }
            int slash = name.indexOf('/', from);
            int end = slash < 0 ? name.length() : slash;
            String level = levels.get(i);
            boolean fits = level.equals("+") || (level.length() == end - from
                    && name.startsWith(level, from));
            if (!fits) {
                return false;
            }
            from = end + 1;
        }
        return open || from > name.length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter && filter.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

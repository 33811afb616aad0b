package tidings.core.loop;

import java.util.LinkedHashMap;
import java.util.Map;

/// Maps of which there are many, and which hold nothing or one thing nearly always: then they are
/// the JDK's immutable ones, which have no table. Whoever owns one keeps what these give back.
public final class SmallMaps {
    private static final int CAPACITY = 4;

    private SmallMaps() {}

    /// The map with one entry more, or another value; in the order of coming.
    public static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        if (map.isEmpty() || (map.size() == 1 && map.containsKey(key))) {
            return Map.of(key, value);
        }
        Map<K, V> more = map;
        if (map.size() == 1) {
            more = LinkedHashMap.newLinkedHashMap(CAPACITY);
            more.putAll(map);
        }
        more.put(key, value);
        return more;
    }

    /// The map without a key's entry, if it has one.
    public static <K, V> Map<K, V> without(Map<K, V> map, K key) {
        if (!map.containsKey(key)) {
            return map;
        }
        if (map.size() == 1) {
            return Map.of();
        }
        map.remove(key);
        return map.size() == 1 ? Map.copyOf(map) : map;
    }
}

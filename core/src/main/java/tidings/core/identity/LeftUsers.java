package tidings.core.identity;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What users without a session have used up of their new channels: else whoever leaves and comes back
/// could make channels without end. Each until it is whole again.
///
/// From any thread, one at a time: who left first is forgotten first, and no map that threads share
/// keeps that order.
final class LeftUsers {
    /// With more, who left first is forgotten.
    private static final int COUNT_MAX = 10_000;

    /// Who left first comes first.
    private final Map<String, Allowance> newChannels = new LinkedHashMap<>();

    synchronized void put(String id, Allowance usedUp, long nowNs) {
        if (usedUp.whole(nowNs)) {
            return;
        }
        newChannels.put(id, usedUp);
        Iterator<Allowance> first = newChannels.values().iterator();
        while (first.hasNext()
                && (first.next().whole(nowNs) || newChannels.size() > COUNT_MAX)) {
            first.remove();
        }
    }

    /// @return what it had used up; null if that counts no more
    synchronized @Nullable Allowance remove(String id) {
        return newChannels.remove(id);
    }

    synchronized int count() {
        return newChannels.size();
    }
}

package tidings.core.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one session was sent and has not acknowledged: by packet identifier, what is to be released in
/// the order it was received, then what is still to be received in the order it was sent.
@OwnedBy(Owner.LOOP)
final class Window {
    private static final int ID_MAX = 65_535;

    private final int max;
    private @Nullable Map<Integer, InFlight> sent;
    private @Nullable Map<Integer, InFlight> released;
    private int lastId;
    private long lastOrder;

    /// @param max messages at a time
    /// @param lastOrder of what was sent before, which need not be in flight
    Window(int max, List<InFlight> inFlight, long lastOrder) {
        this.max = max;
        long newest = 0;
        for (InFlight one : inFlight) {
            put(one);
            if (one.order() > newest) {
                newest = one.order();
                lastId = one.packetId();
            }
        }
        this.lastOrder = Math.max(lastOrder, newest);
    }

    int max() {
        return max;
    }

    int room() {
        return max - count();
    }

    int count() {
        return (sent == null ? 0 : sent.size()) + (released == null ? 0 : released.size());
    }

    /// The next packet identifier that is not in use: 1 to 65,535, around and around.
    int nextId() {
        do {
            lastId = lastId == ID_MAX ? 1 : lastId + 1;
        } while (get(lastId) != null);
        return lastId;
    }

    long lastOrder() {
        return lastOrder;
    }

    long nextOrder() {
        return ++lastOrder;
    }

    void put(InFlight one) {
        if (one.released()) {
            if (released == null) {
                released = new LinkedHashMap<>(4);
            }
            released.put(one.packetId(), one);
        } else {
            if (sent == null) {
                sent = new LinkedHashMap<>(4);
            }
            sent.put(one.packetId(), one);
        }
    }

    @Nullable
    InFlight get(int packetId) {
        InFlight one = sent == null ? null : sent.get(packetId);
        return one != null || released == null ? one : released.get(packetId);
    }

    void remove(int packetId) {
        if (sent != null && sent.remove(packetId) != null && sent.isEmpty()) {
            sent = null;
        }
        if (released != null && released.remove(packetId) != null && released.isEmpty()) {
            released = null;
        }
    }

    void release(InFlight one) {
        remove(one.packetId());
        put(one.release());
    }

    List<InFlight> all() {
        List<InFlight> all = new ArrayList<>(count());
        if (released != null) {
            all.addAll(released.values());
        }
        if (sent != null) {
            all.addAll(sent.values());
        }
        return all;
    }

    Collection<InFlight> sent() {
        return sent == null ? List.of() : sent.values();
    }
}

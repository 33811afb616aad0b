package tidings.core.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Where one session is in each shard: live, which is where its loop is, or behind.
///
/// Behind, it has had everything up to a sequence, and of what comes after it a few entries too:
/// those that were given before something else could not be.
@OwnedBy(Owner.LOOP)
final class Places {
    private static final class Behind {
        /// Everything up to here has been given.
        private long after;
        /// Messages of QoS 0 up to here are not given any more.
        private final long passedOver;
        /// What was given of what comes after `after`.
        private final Set<Long> given;

        Behind(long after, long passedOver, Set<Long> given) {
            this.after = after;
            this.passedOver = passedOver;
            this.given = given.isEmpty() ? Set.of() : new HashSet<>(given);
        }
    }

    private final LoopTap tap;
    /// By shard; null while it is live everywhere.
    private @Nullable TreeMap<Integer, Behind> behind;

    Places(LoopTap tap) {
        this.tap = tap;
    }

    private @Nullable Behind in(int shard) {
        return behind == null ? null : behind.get(shard);
    }

    boolean live(int shard) {
        return in(shard) == null;
    }

    /// A shard in which it is behind, the next one after `shard`, around; -1 if there is none.
    ///
    /// @param limits only shards in which it is not there yet; null for all
    int nextBehind(int shard, long @Nullable [] limits) {
        if (behind == null) {
            return -1;
        }
        int first = -1;
        for (Map.Entry<Integer, Behind> each : behind.entrySet()) {
            int key = each.getKey();
            if (limits == null || each.getValue().after < limits[key]) {
                if (key > shard) {
                    return key;
                }
                first = first < 0 ? key : first;
            }
        }
        return first;
    }

    boolean behindAnywhere() {
        return behind != null;
    }

    /// Everything up to here has been given.
    long of(int shard) {
        Behind place = in(shard);
        return place == null ? tap.place(shard) : place.after;
    }

    long[] all() {
        long[] all = new long[tap.shardCount()];
        for (int shard = 0; shard < all.length; shard++) {
            all[shard] = of(shard);
        }
        return all;
    }

    /// By shard, what was given of what comes after its place.
    List<Set<Long>> given() {
        if (behind == null) {
            return Collections.nCopies(tap.shardCount(), Set.of());
        }
        List<Set<Long>> given = new ArrayList<>();
        for (int shard = 0; shard < tap.shardCount(); shard++) {
            Behind place = in(shard);
            given.add(place == null ? Set.of() : Set.copyOf(place.given));
        }
        return given;
    }

    void fallBehind(int shard, long after, long passedOver, Set<Long> given) {
        if (behind == null) {
            behind = new TreeMap<>();
        }
        behind.put(shard, new Behind(after, passedOver, given));
    }

    boolean passedOver(int shard, long sequence) {
        Behind place = in(shard);
        return place != null && sequence <= place.passedOver;
    }

    boolean wasGiven(int shard, long sequence) {
        Behind place = in(shard);
        return place != null && place.given.contains(sequence);
    }

    void moveTo(int shard, long after) {
        Behind place = in(shard);
        if (place == null) {
            throw new IllegalStateException("a live place does not move");
        }
        if (after > place.after) {
            place.after = after;
            if (!place.given.isEmpty()) {
                place.given.removeIf(sequence -> sequence <= after);
            }
        }
    }

    void becomeLive(int shard) {
        Map<Integer, Behind> places = behind;
        if (places != null) {
            places.remove(shard);
            if (places.isEmpty()) {
                behind = null;
            }
        }
    }
}

package tidings.core.identity;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The users that have sessions in this process, one object each. From any thread.
public final class Users {
    /// Users without a session whose new channels still count; with more, who left first is
    /// forgotten.
    private static final int LEFT_MAX = 10_000;

    private final ConcurrentHashMap<String, User> byId = new ConcurrentHashMap<>();
    private final NewChannelLimits newChannelLimits;
    private final LongSupplier monotonicNs;
    /// What users without a session have used up: else whoever leaves and comes back could make
    /// channels without end. Who left first comes first. Guarded by itself.
    private final Map<String, Allowance> left = new LinkedHashMap<>();

    /// @param monotonicNs from any thread
    public Users(NewChannelLimits newChannelLimits, LongSupplier monotonicNs) {
        this.newChannelLimits = newChannelLimits;
        this.monotonicNs = monotonicNs;
    }

    public NewChannelLimits newChannelLimits() {
        return newChannelLimits;
    }

    /// The user, held until [#release].
    public User hold(String id) {
        return byId.compute(id, (key, present) -> {
            User user = present == null ? new User(key, takeBack(key)) : present;
            user.hold();
            return user;
        });
    }

    public void release(User user) {
        byId.computeIfPresent(user.id(), (id, present) -> {
            if (!present.letGo()) {
                return present;
            }
            keep(id, present.newChannels());
            return null;
        });
    }

    /// A channel was made by a user, who may have no session any more.
    public void onNewChannel(User user) {
        byId.compute(user.id(), (id, present) -> {
            Allowance newChannels = present == null ? takeBack(id) : present.newChannels();
            newChannels.take(monotonicNs.getAsLong());
            if (present == null) {
                keep(id, newChannels);
            }
            return present;
        });
    }

    private Allowance takeBack(String id) {
        Allowance kept;
        synchronized (left) {
            kept = left.remove(id);
        }
        return kept == null
                ? new Allowance(newChannelLimits.perUser(), NewChannelLimits.SPAN)
                : kept;
    }

    private void keep(String id, Allowance newChannels) {
        long now = monotonicNs.getAsLong();
        if (newChannels.whole(now)) {
            return;
        }
        synchronized (left) {
            left.put(id, newChannels);
            Iterator<Allowance> first = left.values().iterator();
            while (first.hasNext() && (first.next().whole(now) || left.size() > LEFT_MAX)) {
                first.remove();
            }
        }
    }

    int leftCount() {
        synchronized (left) {
            return left.size();
        }
    }

    /// From now on nothing is delivered to the user's sessions until each was looked at again.
    public void revoke(String id) {
        byId.computeIfPresent(id, (_, present) -> {
            present.raiseGeneration();
            return present;
        });
    }

    public int count() {
        return byId.size();
    }
}

package tidings.core.identity;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The users that have sessions in this process, one object each, and what is remembered of those that
/// had some. From any thread.
public final class Users {
    private final ConcurrentHashMap<String, User> byId = new ConcurrentHashMap<>();
    private final NewChannelLimits newChannelLimits;
    private final LongSupplier monotonicNs;
    private final LeftUsers left = new LeftUsers();

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

    /// Ends a [#hold].
    public void release(User user) {
        byId.computeIfPresent(user.id(), (id, present) -> {
            if (!present.letGo()) {
                return present;
            }
            left.put(id, present.newChannels(), monotonicNs.getAsLong());
            return null;
        });
    }

    /// A channel was made by a user, who may have no session any more.
    public void onNewChannel(User user) {
        byId.compute(user.id(), (id, present) -> {
            Allowance newChannels = present == null ? takeBack(id) : present.newChannels();
            long now = monotonicNs.getAsLong();
            newChannels.take(now);
            if (present == null) {
                left.put(id, newChannels, now);
            }
            return present;
        });
    }

    private Allowance takeBack(String id) {
        Allowance usedUp = left.remove(id);
        return usedUp == null
                ? new Allowance(newChannelLimits.perUser(), NewChannelLimits.SPAN)
                : usedUp;
    }

    int leftCount() {
        return left.count();
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

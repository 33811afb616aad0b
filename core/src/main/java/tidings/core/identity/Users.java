package tidings.core.identity;

import java.util.concurrent.ConcurrentHashMap;

/// The users that have sessions in this process, one object each. From any thread.
public final class Users {
    private final ConcurrentHashMap<String, User> byId = new ConcurrentHashMap<>();
    private final NewChannelLimits newChannelLimits;

    public Users(NewChannelLimits newChannelLimits) {
        this.newChannelLimits = newChannelLimits;
    }

    public NewChannelLimits newChannelLimits() {
        return newChannelLimits;
    }

    /// The user, held until [#release].
    public User hold(String id) {
        return byId.compute(id, (key, present) -> {
            User user = present == null ? new User(key, newChannels()) : present;
            user.hold();
            return user;
        });
    }

    private Allowance newChannels() {
        return new Allowance(newChannelLimits.perUser(), NewChannelLimits.SPAN);
    }

    public void release(User user) {
        byId.computeIfPresent(user.id(), (_, present) -> present.letGo() ? null : present);
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

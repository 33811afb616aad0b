package tidings.core.identity;

import java.util.concurrent.atomic.AtomicLong;

/// A user that has sessions in this process. Its generation goes up with each revocation that
/// concerns it; whoever was admitted under an older one must be looked at again before it gets
/// anything more.
public final class User {
    private final String id;
    /// Raised by [Users#revoke], read at each delivery by the loops.
    private final AtomicLong generation = new AtomicLong();
    /// Sessions that hold this user. Guarded by its entry's lock in [Users].
    private int holders;

    private final Allowance newChannels;

    User(String id, Allowance newChannels) {
        this.id = id;
        this.newChannels = newChannels;
    }

    /// Channels that its sessions may still make.
    public Allowance newChannels() {
        return newChannels;
    }

    /// The user's id; empty for all anonymous sessions together.
    public String id() {
        return id;
    }

    public long generation() {
        return generation.get();
    }

    void raiseGeneration() {
        generation.incrementAndGet();
    }

    void hold() {
        holders++;
    }

    boolean letGo() {
        return --holders == 0;
    }
}

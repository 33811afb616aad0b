package tidings.core.filter;

import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What messages weigh that the sessions of one loop hold in memory for one purpose.
@OwnedBy(Owner.LOOP)
public final class HeldBytes {
    private final long max;
    private long bytes;

    /// @param max from which on it is full
    public HeldBytes(long max) {
        this.max = max;
    }

    /// @param more below 0 for what is held no longer
    void add(long more) {
        bytes += more;
    }

    boolean full() {
        return bytes >= max;
    }
}

package tidings.gateway.net;

import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Something that is due once, unless it is cancelled or set anew: a ping, a pong that must come,
/// a request that must be complete. It is its own list node, so setting it allocates nothing; a
/// session may extend it.
@OwnedBy(Owner.LOOP)
public abstract class Deadline {
    /// Both null while it is not set.
    @Nullable
    Deadline previous;
    @Nullable
    Deadline next;
    long tick;

    /// It came. Runs as a task of the loop; may set deadlines, this one too.
    protected abstract void onDue();

    public final boolean isSet() {
        return next != null;
    }
}

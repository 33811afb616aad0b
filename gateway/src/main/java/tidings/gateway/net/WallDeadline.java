package tidings.gateway.net;

import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Something that is due at a wall time and may be put off. Wall clocks are set: it looks again
/// now and then, and when it thinks that it is due.
@OwnedBy(Owner.LOOP)
public abstract class WallDeadline extends Deadline {
    private static final long LOOK_AGAIN_MS = 60_000;

    private final NettyLoop loop;
    private long atMs;

    protected WallDeadline(NettyLoop loop) {
        this.loop = loop;
    }

    /// @param atMs wall time; 0 for never
    public final void setAt(long atMs) {
        this.atMs = atMs;
        if (atMs == 0) {
            cancel();
        } else {
            loop.wheel().set(this, Math.clamp(atMs - loop.wallMs(), 0, LOOK_AGAIN_MS));
        }
    }

    public final void cancel() {
        loop.wheel().cancel(this);
    }

    @Override
    protected final void onDue() {
        if (loop.wallMs() < atMs) {
            setAt(atMs);
        } else {
            onReached();
        }
    }

    protected abstract void onReached();
}

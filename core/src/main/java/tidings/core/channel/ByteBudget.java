package tidings.core.channel;

import java.util.concurrent.atomic.AtomicLong;

/// What publishes weigh that the whole process has accepted and not yet answered, from the thread
/// that asks for one. Shared by all: one add at the start and one at the end of each publish.
public final class ByteBudget {
    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    public ByteBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// @return false if that would be too much; nothing is taken then
    boolean take(long more) {
        if (bytes.addAndGet(more) > bytesMax) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    void giveBack(long taken) {
        bytes.addAndGet(-taken);
    }

    public long bytes() {
        return bytes.get();
    }

    public long bytesMax() {
        return bytesMax;
    }
}

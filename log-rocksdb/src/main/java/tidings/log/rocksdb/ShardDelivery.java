package tidings.log.rocksdb;

import org.jspecify.annotations.Nullable;
import tidings.log.LogEvent;
import tidings.log.ShardListener;

/// One shard's way to its listener: one call at a time, whoever makes it. Besides the writer those
/// are callers of `relay`, whose message goes out in their own turn, and of `append` after the
/// log was closed; a listener only enqueues, so nobody waits here for long.
final class ShardDelivery {
    private @Nullable ShardListener listener;

    synchronized void listen(ShardListener listener) {
        if (this.listener != null) {
            throw new IllegalStateException("the shard has a listener already");
        }
        this.listener = listener;
    }

    synchronized void deliver(LogEvent event) {
        if (listener == null) {
            throw new IllegalStateException("the shard has no listener yet");
        }
        listener.onLogEvent(event);
    }
}

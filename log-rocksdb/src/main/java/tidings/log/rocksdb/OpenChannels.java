package tidings.log.rocksdb;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;

/// Which channels somebody holds a handle of. Shards let handles go without saying so, hence the
/// weak references.
///
/// Two need to know: a read of a name without a record answers with the epoch its subscribers were
/// told; and the pass that forgets channels leaves the open ones alone. For any thread.
final class OpenChannels {
    private static final class Reference extends WeakReference<RocksChannel> {
        final ChannelName name;

        Reference(RocksChannel channel, ReferenceQueue<RocksChannel> gone) {
            super(channel, gone);
            this.name = channel.name();
        }
    }

    private final ConcurrentHashMap<ChannelName, Reference> open = new ConcurrentHashMap<>();
    private final ReferenceQueue<RocksChannel> gone = new ReferenceQueue<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /// Held shared while a record is read for a handle that is not in here yet, and alone while
    /// records are deleted.
    ReadWriteLock lock() {
        return lock;
    }

    void add(RocksChannel channel) {
        for (var reference = gone.poll(); reference != null; reference = gone.poll()) {
            Reference unreachable = (Reference) reference;
            open.remove(unreachable.name, unreachable);
        }
        open.put(channel.name(), new Reference(channel, gone));
    }

    @Nullable
    RocksChannel get(ChannelName name) {
        Reference reference = open.get(name);
        return reference == null ? null : reference.get();
    }
}

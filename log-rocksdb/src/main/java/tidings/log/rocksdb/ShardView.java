package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/// One read's view of one shard as of one moment: where its order ends, and a walk through it.
///
/// The moment is a snapshot. Files of dropped slices are deleted whatever snapshots there are, so
/// the view is made anew if a drop of order slices is noted meanwhile: what is deleted before the
/// iterator holds its files was noted before the snapshot, and `meta` says as of it what it was.
final class ShardView implements AutoCloseable {
    private final Store store;
    private final int shard;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final RocksIterator order;
    /// Slices of the order below are dropped.
    private final int oldest;
    /// Where the iterator is.
    private int slice;
    private long first;

    static ShardView of(Store store, AtomicIntegerArray keptFrom, int shard) {
        while (true) {
            int oldest = keptFrom.get(SliceClass.ORDER.code);
            ShardView view = new ShardView(store, shard, oldest);
            if (keptFrom.get(SliceClass.ORDER.code) == oldest) {
                return view;
            }
            view.close();
        }
    }

    private ShardView(Store store, int shard, int oldest) {
        this.store = store;
        this.shard = shard;
        this.oldest = oldest;
        this.snapshot = store.db.getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot);
        this.order = store.db.newIterator(store.order, options);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /// For reading anything else as of the same moment.
    ReadOptions options() {
        return options;
    }

    /// The sequence of the shard's last entry.
    long end() throws RocksDBException {
        long noted = Meta.sequence(store, options, shard);
        if (!findBefore(Long.MAX_VALUE)) {
            return noted;
        }
        return Math.max(noted,
                first + OrderRecord.decodeHead(ByteBuffer.wrap(record())).count() - 1);
    }

    // ---- the walk ------------------------------------------------------------------------------

    /// Moves to the record that may hold a sequence, or to the first one after it; false if there
    /// is none.
    boolean find(long sequence) throws RocksDBException {
        return findBefore(sequence) || findFrom(oldest);
    }

    /// Moves to the shard's next record; false if there is none.
    boolean next() throws RocksDBException {
        order.next();
        if (order.isValid() && isOfShard(order.key(), slice)) {
            first = Keys.firstSequenceOfOrder(order.key());
            return true;
        }
        order.status();
        return findFrom(slice + 1);
    }

    long firstSequence() {
        return first;
    }

    byte[] record() {
        return order.value();
    }

    /// To the last record that begins at or before a sequence.
    private boolean findBefore(long sequence) throws RocksDBException {
        order.seekToLast();
        if (!order.isValid()) {
            order.status();
            return false;
        }
        int at = Keys.sliceOf(SliceClass.ORDER, order.key());
        while (at >= oldest) {
            order.seekForPrev(Keys.order(at, shard, sequence));
            if (!order.isValid()) {
                order.status();
                return false;
            }
            if (moveTo(order.key(), at)) {
                return true;
            }
            at = Math.min(at - 1, slice);
        }
        return false;
    }

    /// To the shard's first record in a slice or a later one.
    private boolean findFrom(int from) throws RocksDBException {
        int at = from;
        while (true) {
            order.seek(Keys.order(at, shard, 0));
            if (!order.isValid()) {
                order.status();
                return false;
            }
            if (moveTo(order.key(), at)) {
                return true;
            }
            at = Math.max(at + 1, slice);
        }
    }

    private boolean moveTo(byte[] key, int wanted) {
        slice = Keys.sliceOf(SliceClass.ORDER, key);
        first = Keys.firstSequenceOfOrder(key);
        return isOfShard(key, wanted);
    }

    private boolean isOfShard(byte[] key, int wanted) {
        return Keys.sliceOf(SliceClass.ORDER, key) == wanted && Keys.shardOfOrder(key) == shard;
    }

    @Override
    public void close() {
        order.close();
        options.close();
        store.db.releaseSnapshot(snapshot);
    }
}

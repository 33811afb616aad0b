package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import tidings.log.IdempotencyKey;
import tidings.log.Message;
import tidings.log.Owner;
import tidings.log.OwnedBy;

/// Which keys were used in the window, and for what. A value is
///
/// <pre>
/// offset 8 | log time ms 8 | payload hash 8
/// </pre>
///
/// A lookup that finds nothing is answered by memtables and bloom filters; only a real repeat may
/// read the disk.
@OwnedBy(Owner.LOG_WRITER)
final class IdempotencyIndex {
    /// The use of a key that came first.
    record Use(long offset, long logTimeMs, long messageHash) {}

    private record Used(long channelId, IdempotencyKey key) {}

    private final Store store;
    private final long windowMs;
    /// Keys of the batch that is being built, which the store does not have yet.
    private final Map<Used, Use> inBatch = new HashMap<>();

    IdempotencyIndex(Store store, Duration window) {
        this.store = store;
        this.windowMs = window.toMillis();
    }

    void beginBatch() {
        if (!inBatch.isEmpty()) {
            inBatch.clear();
        }
    }

    /// The first use of a key within the window; null if there is none.
    @Nullable
    Use find(long channelId, IdempotencyKey key, long nowMs) throws RocksDBException {
        Use use = inBatch.get(new Used(channelId, key));
        if (use != null || PlantedLogFlaw.KEY_FORGOTTEN.planted()) {
            return use;
        }
        int oldest = SliceClass.IDEMPOTENCY.sliceAt(Math.max(0, nowMs - windowMs));
        int slice = SliceClass.IDEMPOTENCY.sliceAt(nowMs);
        byte[] stored = Keys.idempotency(slice, channelId, key);
        for (; slice >= oldest; slice--) {
            Keys.moveToSlice(stored, slice);
            byte[] value = store.db.get(store.idempotency, stored);
            if (value != null) {
                ByteBuffer in = ByteBuffer.wrap(value);
                long offset = in.getLong();
                Use found = new Use(
                        PlantedLogFlaw.KEY_OFF_BY_ONE.planted() ? offset + 1 : offset,
                        in.getLong(), in.getLong());
                return found.logTimeMs() + windowMs > nowMs ? found : null;
            }
        }
        return null;
    }

    void add(WriteBatch batch, long channelId, IdempotencyKey key, Use use)
            throws RocksDBException {
        inBatch.put(new Used(channelId, key), use);
        int slice = SliceClass.IDEMPOTENCY.sliceAt(use.logTimeMs());
        batch.put(store.idempotency, Keys.idempotency(slice, channelId, key),
                ByteBuffer.allocate(24).putLong(use.offset()).putLong(use.logTimeMs())
                        .putLong(use.messageHash()).array());
    }

    /// Tells one message from another by all that its publisher chose; nobody gains by making two
    /// collide but a wrong answer to himself.
    static long hashOf(Message message) {
        CRC32C crc = new CRC32C();
        crc.update(message.payload());
        long hash = crc.getValue() << 32 | (Arrays.hashCode(message.payload()) & 0xffff_ffffL);
        if (message.contentType() != null) {
            hash = hash * 31 + message.contentType().hashCode();
        }
        return message.tags().isEmpty() ? hash : hash * 31 + message.tags().hashCode();
    }
}

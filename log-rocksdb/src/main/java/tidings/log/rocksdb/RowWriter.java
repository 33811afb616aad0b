package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import tidings.log.Entry;
import tidings.log.Owner;
import tidings.log.OwnedBy;
import tidings.log.TableValue;
import tidings.log.TableWrite;

/// Puts rows of tables into the batch that is being built.
@OwnedBy(Owner.LOG_WRITER)
final class RowWriter {
    private final Store store;
    private final ValueWriter values;

    RowWriter(Store store, ValueWriter values) {
        this.store = store;
        this.values = values;
    }

    /// @param entry the one that the writes commit with; null if they stand alone
    /// @param head of that entry
    /// @return how many bytes it were
    long put(WriteBatch batch, int shard, List<TableWrite> writes, @Nullable Entry entry,
            EntryCodec.@Nullable Head head) throws RocksDBException {
        long bytes = 0;
        for (int i = 0; i < writes.size(); i++) {
            TableWrite write = writes.get(i);
            bytes += write.key().length;
            switch (write.value()) {
                case TableValue.Bytes(byte[] value) -> {
                    Keys.putRow(values.key(), shard, write.table(), write.key());
                    RowCodec.encode(values.value(RowCodec.bytesMax(value)), value);
                    bytes += value.length;
                    values.putInto(batch, store.tables);
                }
                case TableValue.TheEntry() -> {
                    Entry stored = Objects.requireNonNull(entry);
                    Keys.putRow(values.key(), shard, write.table(), write.key());
                    ByteBuffer value = values.value(RowCodec.bytesMax(stored));
                    RowCodec.encode(value, stored, Objects.requireNonNull(head));
                    bytes += value.position();
                    values.putInto(batch, store.tables);
                }
                case TableValue.Removed() -> batch.delete(store.tables,
                        Keys.row(shard, write.table(), write.key()));
            }
        }
        return bytes;
    }

    static boolean removeAlone(List<TableWrite> writes) {
        return writes.stream().allMatch(w -> w.value() instanceof TableValue.Removed);
    }
}

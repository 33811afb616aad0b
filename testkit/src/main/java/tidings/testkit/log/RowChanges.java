package tidings.testkit.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.log.Entry;
import tidings.log.TableRow;
import tidings.log.TableValue;
import tidings.log.TableWrite;
import tidings.testkit.log.SimulatedStore.RowChange;

/// Table writes as the rows that they make.
final class RowChanges {
    private RowChanges() {}

    /// @param entry the one that the writes commit with; null if they stand alone
    static List<RowChange> of(int shard, List<TableWrite> writes, @Nullable Entry entry) {
        List<RowChange> changes = new ArrayList<>();
        for (TableWrite write : writes) {
            changes.add(new RowChange(shard, write.table(), write.key(), row(write, entry)));
        }
        return changes;
    }

    private static @Nullable TableRow row(TableWrite write, @Nullable Entry entry) {
        return switch (write.value()) {
            case TableValue.Bytes(byte[] bytes) -> new TableRow.Bytes(write.key(), bytes);
            case TableValue.TheEntry() -> {
                Entry e = Objects.requireNonNull(entry);
                yield new TableRow.Stored(write.key(), new Entry(e.channel(), e.epoch(),
                        e.offset(), Entry.UNKNOWN, e.sequence(), e.timeMs(), e.message()));
            }
            case TableValue.Removed() -> null;
        };
    }

    static boolean removeAlone(List<TableWrite> writes) {
        return writes.stream().allMatch(w -> w.value() instanceof TableValue.Removed);
    }
}

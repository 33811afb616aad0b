package tidings.testkit.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableRow;
import tidings.testkit.log.SimulatedStore.RowChange;

/// The tables of a [SimulatedStore], as plain maps.
final class SimulatedTables {
    private record Table(int shard, String name) {}

    private final Map<Table, NavigableMap<byte[], TableRow>> tables = new HashMap<>();

    void clear() {
        tables.clear();
    }

    void change(RowChange change) {
        NavigableMap<byte[], TableRow> rows = tables.computeIfAbsent(
                new Table(change.shard(), change.table()),
                _ -> new TreeMap<>(Arrays::compareUnsigned));
        TableRow row = change.row();
        if (row == null) {
            rows.remove(change.key());
        } else {
            rows.put(change.key(), row);
        }
    }

    TableAnswer read(TableRead request, long asOf) {
        List<TableRow> page = new ArrayList<>();
        long bytes = 0;
        NavigableMap<byte[], TableRow> rows = tables.getOrDefault(
                new Table(request.shard(), request.table()),
                new TreeMap<>(Arrays::compareUnsigned));
        byte[] after = request.after();
        for (TableRow row : (after == null ? rows : rows.tailMap(after, false)).values()) {
            if (!beginsWith(row.key(), request.prefix())) {
                continue;
            }
            bytes += sizeOf(row);
            if (page.size() == request.limit()
                    || (!page.isEmpty() && bytes > request.bytesMax())) {
                return new TableAnswer.Page(List.copyOf(page), asOf, true);
            }
            page.add(row);
        }
        return new TableAnswer.Page(List.copyOf(page), asOf, false);
    }

    private static boolean beginsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static long sizeOf(TableRow row) {
        return switch (row) {
            case TableRow.Bytes(var _, byte[] bytes) -> bytes.length;
            case TableRow.Stored(var _, var entry) -> entry.message().weight();
        };
    }
}

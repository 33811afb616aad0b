package tidings.log.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableRow;

/// One page of one table, as of the moment of a view.
final class TableReader {
    private TableReader() {}

    static TableAnswer.Page read(Store store, ShardView view, TableRead request)
            throws RocksDBException {
        byte[] prefix = Keys.row(request.shard(), request.table(), request.prefix());
        byte[] after = request.after();
        byte[] passed = after == null
                ? prefix
                : Keys.row(request.shard(), request.table(), after);
        try (Slice end = new Slice(Keys.afterAll(prefix));
                ReadOptions options = new ReadOptions().setSnapshot(view.snapshot())
                        .setIterateUpperBound(end);
                RocksIterator iterator = store.db.newIterator(store.tables, options)) {
            if (Arrays.compareUnsigned(passed, prefix) < 0) {
                iterator.seek(prefix);
            } else {
                iterator.seek(passed);
                if (after != null && iterator.isValid()
                        && Arrays.equals(iterator.key(), passed)) {
                    iterator.next();
                }
            }
            return page(iterator, view.end(), request);
        }
    }

    private static TableAnswer.Page page(RocksIterator iterator, long asOf, TableRead request)
            throws RocksDBException {
        List<TableRow> rows = new ArrayList<>();
        long bytes = 0;
        int keyFrom = Keys.rowPrefixBytes(request.table());
        for (; iterator.isValid(); iterator.next()) {
            if (rows.size() == request.limit()) {
                return new TableAnswer.Page(rows, asOf, true);
            }
            byte[] key = iterator.key();
            TableRow row = RowCodec.decode(Arrays.copyOfRange(key, keyFrom, key.length),
                    iterator.value());
            bytes += sizeOf(row);
            if (!rows.isEmpty() && bytes > request.bytesMax()) {
                return new TableAnswer.Page(rows, asOf, true);
            }
            rows.add(row);
        }
        iterator.status();
        return new TableAnswer.Page(rows, asOf, false);
    }

    private static long sizeOf(TableRow row) {
        return switch (row) {
            case TableRow.Bytes(var _, byte[] bytes) -> bytes.length;
            case TableRow.Stored(var _, var entry) -> entry.message().weight();
        };
    }
}

package tidings.log;

import org.jspecify.annotations.Nullable;

/// Rows of one table of one shard, by ascending key (bytes as unsigned numbers).
///
/// @param table as in [TableWrite]
/// @param prefix the keys that begin with this; empty for all
/// @param after only keys above this one; null to begin with the first
/// @param limit at most so many rows, at least 1
/// @param bytesMax stop before the values together (of a stored entry its message's weight) pass
///     this, but
///     never before the first row
public record TableRead(int shard, String table, byte[] prefix, byte @Nullable [] after, int limit,
        int bytesMax) {
    // Written out: javac loses the annotation of the array in a compact constructor.
    public TableRead(int shard, String table, byte[] prefix, byte @Nullable [] after, int limit,
            int bytesMax) {
        TableWrite.checkTable(table);
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
        this.shard = shard;
        this.table = table;
        this.prefix = prefix;
        this.after = after;
        this.limit = limit;
        this.bytesMax = bytesMax;
    }
}

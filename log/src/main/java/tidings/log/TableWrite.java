package tidings.log;

/// One change of a shard's table. The arrays are shared and never changed.
///
/// @param table a name of ours, 1 to 64 characters of ASCII without a zero byte; a table is there
///     once it has a row
/// @param key 1 to 131,072 bytes: the longest name of a channel, 65,535, and what stands beside it
/// @param value what the key has from then on
public record TableWrite(String table, byte[] key, TableValue value) {
    private static final int TABLE_MAX = 64;
    public static final int KEY_BYTES_MAX = 1 << 17;

    public TableWrite {
        checkTable(table);
        if (key.length < 1 || key.length > KEY_BYTES_MAX) {
            throw new IllegalArgumentException("a key of table %s must have 1 to %d bytes, not %d"
                    .formatted(table, KEY_BYTES_MAX, key.length));
        }
    }

    static void checkTable(String table) {
        if (table.isEmpty() || table.length() > TABLE_MAX
                || table.chars().anyMatch(c -> c == 0 || c > 127)) {
            throw new IllegalArgumentException(
                    "a table's name must be 1 to %d characters of ASCII, not \"%s\""
                            .formatted(TABLE_MAX, table));
        }
    }
}

package tidings.log;

/// One change of a shard's table. The arrays are shared and never changed.
///
/// @param table a name of ours, short ASCII without a zero byte; a table is there once it has a row
/// @param key at least one byte
/// @param value what the key has from then on
public record TableWrite(String table, byte[] key, TableValue value) {}

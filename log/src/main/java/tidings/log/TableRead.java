package tidings.log;

import org.jspecify.annotations.Nullable;

/// Rows of one table of one shard, by ascending key (bytes as unsigned numbers).
///
/// @param prefix the keys that begin with this; empty for all
/// @param after only keys above this one; null to begin with the first
/// @param limit at most so many rows, at least 1
/// @param bytesMax stop before the values together pass this, but never before the first row
public record TableRead(int shard, String table, byte[] prefix, byte @Nullable [] after, int limit,
        int bytesMax) {}

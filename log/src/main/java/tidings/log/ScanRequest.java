package tidings.log;

/// Entries of a whole shard, in its order.
///
/// @param after only entries with a higher sequence
/// @param upTo only entries with no higher sequence; [Long#MAX_VALUE] for no bound
/// @param matcher which channels' entries are wanted
/// @param limit at most so many wanted entries, at least 1
/// @param bytesMax stop before messages together weigh more than this, but never before the
///     first entry
/// @param visitedMax look at no more than so many entries, wanted or not; at least 1
public record ScanRequest(int shard, long after, long upTo, ScanMatcher matcher, int limit,
        int bytesMax, int visitedMax) {
    public ScanRequest {
        if (limit < 1 || visitedMax < 1) {
            throw new IllegalArgumentException(
                    "a scan must be allowed to give and to look at 1 entry, not %d and %d"
                            .formatted(limit, visitedMax));
        }
    }
}

package tidings.log;

import java.util.List;

/// How an engine is, for health and metrics. Read from any thread; may be a moment old.
///
/// @param storeBytes what the store takes on disk
/// @param freeBytes what the disk has left
/// @param queuedAppends appends accepted and not yet settled
/// @param channels channel records
/// @param problems what keeps it from being ready, a sentence each; empty if nothing does
public record LogStatus(long storeBytes, long freeBytes, long queuedAppends, long channels,
        List<String> problems) {}

package tidings.log;

import org.jspecify.annotations.Nullable;

/// Which channels a scan wants. Called on a thread of the engine's, about once a channel and page.
@FunctionalInterface
public interface ScanMatcher {
    /// @return the retention of the channel's rule; null if its entries are not wanted
    @Nullable
    LogRetention wants(ChannelName channel);
}

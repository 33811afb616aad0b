package tidings.core.channel;

import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.ReadFrom;

/// A request for a page of a channel's history.
///
/// @param epoch    as in [tidings.log.ReadRequest]
/// @param bytesMax as there
public record HistoryRequest(ChannelName channel, @Nullable String epoch, ReadFrom from, int limit,
        int bytesMax) {}

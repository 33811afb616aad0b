package tidings.core.channel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.LoopFanOut;
import tidings.log.ChannelName;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;

/// A request for a page of a channel's history.
///
/// @param epoch as in [tidings.log.ReadRequest]
/// @param home  the loop on which `reply` is to be called; null for whichever has the answer
public record HistoryRequest(ChannelName channel, @Nullable String epoch, ReadFrom from, int limit,
        int bytesMax, @Nullable LoopFanOut home, Consumer<ReadAnswer> reply) {}

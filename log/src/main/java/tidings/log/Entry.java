package tidings.log;

/// A message in the log.
///
/// @param channel where it is
/// @param epoch with `offset`, its position
/// @param offset strictly increasing in the channel; not necessarily by one
/// @param predecessor the offset of the channel's entry before this one, 0 if this is the first;
///     [#UNKNOWN] where the engine has not read that far back
/// @param sequence strictly increasing in the shard
/// @param timeMs wall time when it was committed, for showing; nothing is ordered or deleted
///     by it
/// @param message what was published
public record Entry(ChannelName channel, String epoch, long offset, long predecessor, long sequence,
        long timeMs, Message message) {
    public static final long UNKNOWN = -1;
}

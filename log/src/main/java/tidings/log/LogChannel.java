package tidings.log;

/// A channel that was opened for appending: the engine's own handle, held by the channel's shard
/// while the channel is resident.
public interface LogChannel {
    ChannelName name();

    int shard();

    /// The epoch under which it was opened. It stays this handle's epoch, whether or not a record
    /// of the channel exists yet, until [LogEvent.EpochChanged] says otherwise.
    String epoch();

    /// The offset of the last committed entry when it was opened; 0 if there was none.
    long headWhenOpened();

    /// Whether the channel had a record when it was opened; its first committed entry makes one.
    boolean recordedWhenOpened();
}

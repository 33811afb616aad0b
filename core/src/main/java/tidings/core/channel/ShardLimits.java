package tidings.core.channel;

/// What one shard may hold in memory.
///
/// @param tailBytesMax     payloads of the last committed entries
/// @param idleChannelsMax  channels that nobody is subscribed to and nothing is in flight to
/// @param waitingMax       commands that wait for one channel to load
public record ShardLimits(long tailBytesMax, int idleChannelsMax, int waitingMax) {
    public static final ShardLimits DEFAULT = new ShardLimits(4 << 20, 4_096, 10_000);
}

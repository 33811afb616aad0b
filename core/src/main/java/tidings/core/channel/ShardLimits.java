package tidings.core.channel;

/// What one shard may hold in memory.
///
/// @param tailBytesMax     what the last committed entries may weigh
/// @param idleChannelsMax  channels that nobody is subscribed to and nothing is in flight to
/// @param waitingMax       commands that wait for one channel to load
public record ShardLimits(long tailBytesMax, int idleChannelsMax, int waitingMax) {
    public static final ShardLimits DEFAULT = new ShardLimits(4 << 20, 4_096, 10_000);

    public ShardLimits {
        if (tailBytesMax < 0) {
            throw new IllegalArgumentException(
                    "tail-bytes must not be negative, but is " + tailBytesMax);
        }
        if (idleChannelsMax < 0) {
            throw new IllegalArgumentException(
                    "idle-channels must not be negative, but is " + idleChannelsMax);
        }
        if (waitingMax < 1) {
            throw new IllegalArgumentException("waiting must be at least 1, not " + waitingMax);
        }
    }
}

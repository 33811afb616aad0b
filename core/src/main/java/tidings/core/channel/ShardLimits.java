package tidings.core.channel;

/// What one shard may hold in memory.
///
/// @param tailBytesMax     what the last committed entries may weigh
/// @param idleChannelsMax  channels that nobody is subscribed to and nothing is in flight to
/// @param waitingMax       commands that wait for one channel to load
/// @param givenBytesMax    what messages may weigh that loops are given at once to deliver
public record ShardLimits(long tailBytesMax, int idleChannelsMax, int waitingMax,
        long givenBytesMax) {
    private static final long GIVEN_BYTES_MAX = 64 * 1024;

    public static final ShardLimits DEFAULT = new ShardLimits(4 << 20, 4_096, 10_000);

    public ShardLimits(long tailBytesMax, int idleChannelsMax, int waitingMax) {
        this(tailBytesMax, idleChannelsMax, waitingMax, GIVEN_BYTES_MAX);
    }

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

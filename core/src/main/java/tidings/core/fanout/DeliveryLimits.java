package tidings.core.fanout;

/// How one loop delivers.
///
/// @param waitingBytesMax what messages may weigh that it was given and has not delivered, before their
///     publishers wait for it
/// @param turnNsMax       when it has delivered for so long, it looks at its sockets before it goes on
public record DeliveryLimits(long waitingBytesMax, long turnNsMax) {
    private static final long WAITING_BYTES_MAX = 1 << 20;
    private static final long TURN_NS_MAX = 20_000_000;

    public static final DeliveryLimits DEFAULT = new DeliveryLimits(WAITING_BYTES_MAX,
            TURN_NS_MAX);
}

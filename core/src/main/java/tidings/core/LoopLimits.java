package tidings.core;

import tidings.core.fanout.DeliveryLimits;

/// What all sessions of one loop may take together.
///
/// @param subscriptionsMax to channels
/// @param readBytesMax     what they may have asked the log for and not have got yet
/// @param heldBytesMax     what messages may weigh that wait to be sent to sessions with filters; and as
///     much again those that shared subscriptions have given
/// @param keptBytesMax     what sessions with filters may keep, connected or away: those of all loops
public record LoopLimits(int subscriptionsMax, long readBytesMax, long heldBytesMax,
        long keptBytesMax, DeliveryLimits delivery) {
    public LoopLimits(int subscriptionsMax, long readBytesMax, long heldBytesMax,
            long keptBytesMax) {
        this(subscriptionsMax, readBytesMax, heldBytesMax, keptBytesMax, DeliveryLimits.DEFAULT);
    }
}

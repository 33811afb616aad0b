package tidings.core;

import tidings.core.fanout.DeliveryLimits;

/// What all sessions of one loop may take together.
///
/// @param subscriptionsMax to channels
/// @param readBytesMax     what they may have asked the log for and not have got yet
/// @param heldBytesMax     what messages may weigh that wait to be sent to sessions with filters; and as
///     much again those that shared subscriptions have given
public record LoopLimits(int subscriptionsMax, long readBytesMax, long heldBytesMax,
        DeliveryLimits delivery) {
    public LoopLimits(int subscriptionsMax, long readBytesMax, long heldBytesMax) {
        this(subscriptionsMax, readBytesMax, heldBytesMax, DeliveryLimits.DEFAULT);
    }
}

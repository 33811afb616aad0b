package tidings.core;

/// What all sessions of one loop may take together.
///
/// @param subscriptionsMax to channels
/// @param readBytesMax     what they may have asked the log for and not have got yet
public record LoopLimits(int subscriptionsMax, long readBytesMax) {}

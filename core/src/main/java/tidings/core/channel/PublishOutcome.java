package tidings.core.channel;

import tidings.core.refusal.Refusal;
import tidings.log.Position;

/// What became of a publish.
public sealed interface PublishOutcome {
    /// It is in the log.
    ///
    /// @param duplicate whether it already was, under the same idempotency key
    /// @param created whether it made the channel's record
    /// @param wanted whether anybody is subscribed, now or when they come back
    record Stored(Position position, boolean duplicate, boolean created, boolean wanted)
            implements
                PublishOutcome {}

    /// It went to those who are subscribed now, and has no position.
    ///
    /// @param wanted whether there are any
    record Relayed(boolean wanted) implements PublishOutcome {}

    /// It was not published.
    record Refused(Refusal refusal) implements PublishOutcome {}

    /// It may or may not be in the log.
    record Unknown(String reason) implements PublishOutcome {}
}

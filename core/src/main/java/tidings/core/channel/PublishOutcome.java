package tidings.core.channel;

import tidings.core.refusal.Refusal;
import tidings.log.Position;

/// What became of a publish.
public sealed interface PublishOutcome {
    /// It is in the log.
    ///
    /// @param duplicate whether it already was, under the same idempotency key
    /// @param created whether it made the channel's record
    record Stored(Position position, boolean duplicate, boolean created)
            implements
                PublishOutcome {}

    /// It went to those who are subscribed now, and has no position.
    record Relayed() implements PublishOutcome {}

    /// It was not published.
    record Refused(Refusal refusal) implements PublishOutcome {}

    /// It may or may not be in the log.
    record Unknown(String reason) implements PublishOutcome {}
}

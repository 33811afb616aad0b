package tidings.core.rule;

/// What happens to messages without a position that a subscriber's outbox can't take.
public enum Slow {
    /// They are dropped.
    DROP,
    /// The newest one is kept and sent once the outbox has drained.
    LATEST,
    /// The connection is ended.
    DISCONNECT
}

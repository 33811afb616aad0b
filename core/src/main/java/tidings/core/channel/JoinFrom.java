package tidings.core.channel;

import tidings.log.Position;

/// From where a subscriber wants to go on.
public sealed interface JoinFrom {
    /// From now.
    record Head() implements JoinFrom {}

    /// Every entry after this position. An empty epoch stands for whichever there is.
    record After(Position position) implements JoinFrom {}

    /// What the channel's value is, then from now: its state under the empty key; where it has none
    /// its last entry, unless that is the one that ended the state.
    record Latest() implements JoinFrom {}
}

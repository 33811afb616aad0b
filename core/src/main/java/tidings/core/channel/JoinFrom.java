package tidings.core.channel;

import tidings.log.Position;

/// From where a subscriber wants to go on.
public sealed interface JoinFrom {
    /// From now.
    record Head() implements JoinFrom {}

    /// Every entry after this position. An empty epoch stands for whichever there is.
    record After(Position position) implements JoinFrom {}

    /// The latest entry, then from now.
    record Latest() implements JoinFrom {}
}

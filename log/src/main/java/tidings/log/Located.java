package tidings.log;

/// What a log knows of a position.
public sealed interface Located {
    /// Every later entry can be read from here.
    record Ok() implements Located {}

    /// Entries after it are no longer kept.
    record TooOld(long head) implements Located {}

    /// This node has not read that far yet: wait, then refuse for now. Only where a node can lag.
    record Ahead(long head) implements Located {}

    /// It is not a position of this channel's present epoch.
    record OtherEpoch(Position head) implements Located {}

    /// It could not be found out.
    record Failed(LogRefusal refusal) implements Located {}
}

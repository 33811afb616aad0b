package tidings.log;

/// Where a read begins, and which way it goes.
public sealed interface ReadFrom {
    /// Ascending, the first entry after this offset; refused as too old if that one is gone.
    record After(long offset) implements ReadFrom {}

    /// Ascending, from the first entry kept.
    record Oldest() implements ReadFrom {}

    /// Descending, from the last entry before this offset.
    record Before(long offset) implements ReadFrom {}

    /// Descending, from the head.
    record Newest() implements ReadFrom {}
}

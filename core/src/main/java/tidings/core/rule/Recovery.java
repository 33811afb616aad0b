package tidings.core.rule;

/// What a subscriber that comes back gets.
public enum Recovery {
    /// Every entry after its position.
    STREAM,
    /// The latest entry only.
    CACHE
}

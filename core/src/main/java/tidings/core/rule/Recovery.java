package tidings.core.rule;

/// What a subscriber that comes back gets.
public enum Recovery {
    /// Every entry after its position.
    STREAM,
    /// The channel's value only: what [tidings.core.channel.JoinFrom.Latest] says.
    CACHE
}

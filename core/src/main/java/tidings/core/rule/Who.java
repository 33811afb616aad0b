package tidings.core.rule;

/// Who may do something in a channel. The server API may always.
public enum Who {
    EVERYBODY,
    /// Sessions that are subscribed to the channel.
    SUBSCRIBERS,
    /// No session; only the server API.
    NOBODY
}

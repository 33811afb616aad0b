package tidings.core.rule;

/// Who may do something in a channel. The server API may always, and a token may say that its
/// session may subscribe.
public enum Who {
    EVERYBODY,
    /// Sessions that have shown who they are.
    AUTHENTICATED,
    /// Sessions that are subscribed to the channel.
    SUBSCRIBERS,
    /// Sessions that the channel belongs to, by an [OwnerPattern] of the rule.
    OWNERS,
    /// No session; only the server API.
    NOBODY
}

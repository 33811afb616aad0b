package tidings.core.identity;

/// What somebody may want to do in a channel.
public enum Action {
    SUBSCRIBE, PUBLISH, HISTORY, PRESENCE
}

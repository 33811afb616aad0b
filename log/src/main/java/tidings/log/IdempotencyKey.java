package tidings.log;

/// What makes a publish safe to repeat: within the window, one key in one scope and channel gives
/// one entry.
///
/// @param scope whose keys these are: a user's id with a prefix, or the server API's; keys of
///     different scopes never meet
/// @param key chosen by the publisher, 1 to [#LENGTH_MAX] characters
public record IdempotencyKey(String scope, String key) {
    public static final int LENGTH_MAX = 255;
}

package tidings.core.identity;

/// What is answered to a token that says that somebody may subscribe to a channel.
public sealed interface GrantVerdict permits GrantVerdict.Granted, Verdict.Rejected,
        Verdict.Unavailable {
    /// It may.
    ///
    /// @param user        whose session may
    /// @param session     the only session that may; empty for each of the user
    /// @param expiresAtMs wall time from which this is not true any more; 0 for never
    record Granted(String user, String channel, String session,
            long expiresAtMs) implements GrantVerdict {}
}

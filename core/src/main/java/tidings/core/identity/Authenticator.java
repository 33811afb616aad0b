package tidings.core.identity;

import java.util.function.Consumer;

/// Decides who somebody is. From any thread.
///
/// It never blocks who asks. Each answer comes exactly once: from within the call if it is known,
/// else later, from any thread. How many wait for one is bounded; who comes on top is answered
/// [Verdict.Unavailable]. What a failure answers does not tell whether a user exists, nor
/// does how long that takes if all users' hashes are of one kind and cost.
public interface Authenticator {
    void authenticate(Credentials credentials, Consumer<Verdict> answer);

    /// Whether who was accepted with these would be accepted still. Between the answer and a session
    /// of the user that can be found and ended, a password may have been changed: whoever registers
    /// a session asks this first, on its loop, in the same turn. Answers at once; in doubt no.
    default boolean stillAccepts(Credentials credentials) {
        return true;
    }

    /// Checks a token for one subscription.
    void checkGrant(String token, Consumer<GrantVerdict> answer);

    /// Whether tokens are looked at; if not, they are as good as not there.
    boolean takesTokens();

    /// Lets everybody in, whatever is shown.
    static Authenticator everybody() {
        return new Everybody();
    }
}

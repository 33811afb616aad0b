package tidings.core.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is answered to [Credentials].
public sealed interface Verdict {
    /// In, without a name.
    Accepted ANONYMOUS = user("");

    /// In, for as long as it wants.
    static Accepted user(String user) {
        return new Accepted(user, null, 0, List.of());
    }

    /// In.
    ///
    /// @param user        its id; empty if it is anonymous
    /// @param about       JSON about the user that others may see; null if there is none
    /// @param expiresAtMs wall time from which this is not true any more; 0 for never
    /// @param channels    that the credentials subscribe it to, whatever the rules say
    record Accepted(String user, byte @Nullable [] about, long expiresAtMs,
            List<String> channels) implements Verdict {
        public Accepted {
            channels = List.copyOf(channels);
        }

        public Accepted until(long expiresAtMs) {
            return new Accepted(user, about, expiresAtMs, channels);
        }

        public Accepted withChannels(List<String> channels) {
            return new Accepted(user, about, expiresAtMs, channels);
        }

        /// The same, with JSON about the user.
        public Accepted withAbout(byte[] json) {
            return new Accepted(user, json, expiresAtMs, channels);
        }
    }

    /// Out, and the same credentials will not do later.
    ///
    /// @param reason for whoever sent them: what is wrong, never what would be right
    record Rejected(Why why, String reason) implements Verdict, GrantVerdict {}

    /// Nobody can say now; the same credentials may do later.
    record Unavailable(String reason) implements Verdict, GrantVerdict {}

    /// What clients do differs by this.
    enum Why {
        /// Nothing was shown, and anonymous sessions are not let in.
        MISSING,
        /// It was good once: a new one is needed.
        EXPIRED, WRONG
    }
}

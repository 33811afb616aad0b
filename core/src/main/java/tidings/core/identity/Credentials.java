package tidings.core.identity;

import org.jspecify.annotations.Nullable;

/// What somebody shows to say who it is.
public sealed interface Credentials {
    Credentials ANONYMOUS = new Anonymous();

    /// Nothing.
    record Anonymous() implements Credentials {}

    /// A name and a password.
    ///
    /// @param clientId           what the device calls itself; null where a protocol has no such
    ///                           thing
    /// @param certificateSubject of the certificate that TLS has checked; null if there is none
    record UserPassword(String user, String password, @Nullable String clientId,
            @Nullable String certificateSubject) implements Credentials {
        /// Without the password: this may get into a log.
        @Override
        public String toString() {
            return "password of " + user;
        }
    }

    /// A JSON Web Token, as it was sent.
    record Token(String jwt) implements Credentials {
        @Override
        public String toString() {
            return "token of %d characters".formatted(jwt.length());
        }
    }
}

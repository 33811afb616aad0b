package tidings.server.identity;

import tidings.core.identity.Verdict;

/// A token that will not do. The message is for whoever sent it: what is wrong, never what would
/// be right.
final class TokenException extends Exception {
    private static final long serialVersionUID = 1;

    private final Verdict.Why why;

    TokenException(Verdict.Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    Verdict.Rejected verdict() {
        return new Verdict.Rejected(why, String.valueOf(getMessage()));
    }
}

package tidings.server.identity;

/// What was configured can't be used. The message says what is wrong, with the place, and what to
/// do.
public final class IdentityException extends Exception {
    private static final long serialVersionUID = 1;

    public IdentityException(String message) {
        super(message);
    }

    public IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}

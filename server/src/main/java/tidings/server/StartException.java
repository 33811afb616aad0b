package tidings.server;

/// The server can't start. The message is one line for the operator: what is wrong, and what to
/// do.
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}

package tidings.gateway.net;

/// Something in a request can't be read; the message says what, without echoing it. Has no stack
/// trace: it is an answer (400), not a bug.
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedException(String message) {
        super(message, null, false, false);
    }
}

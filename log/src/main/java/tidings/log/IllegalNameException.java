package tidings.log;

/// A name that can't be a channel's; the message says which rule it breaks.
public final class IllegalNameException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public IllegalNameException(String message) {
        super(message);
    }
}

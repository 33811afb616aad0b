package tidings.server.identity;

/// Nobody can say now whether credentials are good. The message is for whoever sent them.
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    UnavailableException(String message) {
        super(message);
    }
}

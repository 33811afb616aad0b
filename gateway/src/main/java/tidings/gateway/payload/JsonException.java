package tidings.gateway.payload;

/// Bytes are not the JSON that was expected; the message says what, without echoing them. Has no
/// stack trace: it is an answer, not a bug.
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1;

    public JsonException(String message) {
        super(message, null, false, false);
    }
}

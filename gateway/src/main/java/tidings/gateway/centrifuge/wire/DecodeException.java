package tidings.gateway.centrifuge.wire;

/// A frame can't be decoded: the connection ends with this code. Has no stack trace: it is an
/// answer, not a bug. The message says what is wrong and echoes nothing.
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int BAD_REQUEST = 3501;

    public DecodeException(String reason) {
        super(reason, null, false, false);
    }

    /// The disconnect code: bad request, don't come back with the same.
    public int code() {
        return BAD_REQUEST;
    }
}

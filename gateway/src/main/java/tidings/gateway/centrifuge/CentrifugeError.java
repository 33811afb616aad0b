package tidings.gateway.centrifuge;

/// Errors of replies, centrifuge-protocol §9.1. A temporary one makes SDKs try again by
/// themselves; after `TOKEN_EXPIRED` they fetch a new token and try again.
public enum CentrifugeError {
    INTERNAL(100, "internal server error", true), UNAUTHORIZED(101, "unauthorized",
            false), UNKNOWN_CHANNEL(102, "unknown channel", false), PERMISSION_DENIED(103,
                    "permission denied",
                    false), METHOD_NOT_FOUND(104, "method not found", false), ALREADY_SUBSCRIBED(
                            105, "already subscribed", false), LIMIT_EXCEEDED(106, "limit exceeded",
                                    false), BAD_REQUEST(107, "bad request", false), NOT_AVAILABLE(
                                            108, "not available", false), TOKEN_EXPIRED(109,
                                                    "token expired", false), EXPIRED(110, "expired",
                                                            false), TOO_MANY_REQUESTS(111,
                                                                    "too many requests",
                                                                    true), UNRECOVERABLE_POSITION(
                                                                            112,
                                                                            "unrecoverable position",
                                                                            false), CONCURRENT_PAGINATION(
                                                                                    113,
                                                                                    "concurrent pagination",
                                                                                    true);

    private final int code;
    private final String text;
    private final boolean temporary;

    CentrifugeError(int code, String text, boolean temporary) {
        this.code = code;
        this.text = text;
        this.temporary = temporary;
    }

    public int code() {
        return code;
    }

    public String text() {
        return text;
    }

    /// Whether the same request may succeed later.
    public boolean temporary() {
        return temporary;
    }
}

package tidings.gateway.net;

/// What a peer sent is no WebSocket, with the close code that says so (RFC 6455 §7.4.1). Has no
/// stack trace: it is an answer, not a bug.
final class WebSocketException extends Exception {
    static final int PROTOCOL_ERROR = 1002;
    static final int NOT_UTF8 = 1007;
    static final int TOO_BIG = 1009;

    private static final long serialVersionUID = 1;

    final int code;
    final String reason;

    WebSocketException(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
        this.reason = reason;
    }
}

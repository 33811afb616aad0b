package tidings.gateway.centrifuge;

/// Why a subscription is ended by the server, centrifuge-protocol §5.4. From 2500 on SDKs
/// subscribe again.
public enum CentrifugeUnsubscribe {
    SERVER(2000, "server unsubscribed"), INSUFFICIENT_STATE(2500,
            "insufficient state"), EXPIRED(2501, "subscription expired"),
    /// They forget their position, too.
    STATE_INVALIDATED(2502, "state invalidated");

    private final int code;
    private final String text;

    CentrifugeUnsubscribe(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    public String text() {
        return text;
    }
}

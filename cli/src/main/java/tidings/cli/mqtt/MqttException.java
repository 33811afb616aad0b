package tidings.cli.mqtt;

/// The server said no, or can't be asked; the message says what and why.
public final class MqttException extends Exception {
    private static final long serialVersionUID = 1;

    /// What can be done about it.
    public enum Why {
        /// Nothing was sent: it can't be said in MQTT, or the server has said it takes no such thing.
        USAGE,
        /// Not by who we are, as far as the server knows.
        NOT_ALLOWED,
        /// Somebody must change something before it is tried again.
        REFUSED,
        /// The same may do later.
        FOR_NOW,
        /// Something is wrong with the server, or between us.
        FAILED
    }

    private final Why why;

    MqttException(Why why, String message) {
        super(message);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}

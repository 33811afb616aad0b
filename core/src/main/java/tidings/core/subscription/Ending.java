package tidings.core.subscription;

/// Why the server ended a subscription.
public sealed interface Ending {
    /// It could not be carried on without a gap, or missed member events: subscribe again from
    /// the last position.
    record InsufficientState() implements Ending {}

    /// The server API ended it.
    record ByServer(int code, String reason) implements Ending {}
}

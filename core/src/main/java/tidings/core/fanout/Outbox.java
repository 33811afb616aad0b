package tidings.core.fanout;

/// Where a connection's bytes go: bounded, flushed once a turn. On the connection's loop.
public interface Outbox {
    /// Takes a share of the frames, whole or not at all.
    ///
    /// @return false if it is full; whoever the gateway connected to it (`Subscriptions.onDrained`)
    ///     then hears once it has drained
    boolean offer(Frames frames);

    /// Whether an offer would be refused now. Whoever is told that it would hears once it has
    /// drained, as after a refused offer.
    boolean full();
}

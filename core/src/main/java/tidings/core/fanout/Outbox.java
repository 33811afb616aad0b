package tidings.core.fanout;

/// Where a connection's bytes go: bounded, flushed once a turn. On the connection's loop.
public interface Outbox {
    /// Takes a share of the frames, whole or not at all.
    ///
    /// @return false if it is full; it then says so once more when it has drained, to whoever the
    ///     gateway connected to it (`Subscriptions.onDrained`)
    boolean offer(Frames frames);

    /// Whether an offer would be refused now.
    boolean full();
}

package tidings.gateway.net;

/// Who is told about a connection's way out. Called as tasks of the loop, never inline.
public interface OutboxListener {
    /// An offer was refused since the last time, and now there is room again.
    void onDrained();

    /// The peer has taken nothing for as long as the setting allows, while its outbox was full.
    /// Said again after as much time if the connection is left open.
    void onStalled();
}

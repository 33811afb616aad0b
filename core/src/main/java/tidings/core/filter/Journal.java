package tidings.core.filter;

/// Where a durable session notes what must not be forgotten over a crash: which message of QoS 2
/// has which packet identifier, and whether the client has it.
public interface Journal {
    /// @param then called on the session's loop once it is on disk
    void write(InFlight one, Runnable then);

    /// Acknowledged in full; to be known by the next saved record at the latest.
    void finish(InFlight one);
}

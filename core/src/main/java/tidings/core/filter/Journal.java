package tidings.core.filter;

import java.util.function.Consumer;

/// Where a durable session notes what must not be forgotten over a crash: which message of QoS 2
/// has which packet identifier, and whether the client has it.
public interface Journal {
    /// @param then called on the session's loop: whether it is on disk
    void write(InFlight one, Consumer<Boolean> then);

    /// Acknowledged in full; to be known by the next saved record at the latest.
    void finish(InFlight one);
}

package tidings.core.filter;

import java.util.List;
import java.util.function.Consumer;

/// Where a durable session notes what must not be forgotten over a crash: which message of QoS 2
/// has which packet identifier, and whether the client has it.
public interface Journal {
    /// All of them or none.
    ///
    /// @param then called on the session's loop: whether they are on disk
    void write(List<InFlight> notes, Consumer<Boolean> then);

    /// Acknowledged in full; to be known by the next saved record at the latest.
    void finish(InFlight one);
}

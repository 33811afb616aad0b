package tidings.log;

import java.util.List;

/// What a scan gave.
public sealed interface ScanAnswer {
    /// @param entries the wanted ones, ascending by sequence; predecessors may be [Entry#UNKNOWN]
    /// @param through every sequence up to this one has been looked at: a scan goes on after it
    /// @param missing how many entries after the asked place and up to `through` are no longer
    ///     kept, and were wanted or can't be said not to have been
    /// @param more whether the page was cut by a limit
    record Page(List<Entry> entries, long through, long missing, boolean more)
            implements
                ScanAnswer {}

    record Failed(LogRefusal refusal) implements ScanAnswer {}
}

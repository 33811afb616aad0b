package tidings.log;

import java.util.List;

/// What a read gave.
public sealed interface ReadAnswer {
    /// @param head the channel's last committed entry as of this read
    /// @param entries in the direction of the read, without a hole
    /// @param more whether the page was cut by a limit: further entries lie in its direction
    record Page(Position head, List<Entry> entries, boolean more) implements ReadAnswer {}

    /// The entry after the asked offset is no longer kept.
    record TooOld(Position head, long firstKept) implements ReadAnswer {}

    /// The asked epoch is not the channel's, or the asked offset is beyond its head.
    record OtherEpoch(Position head) implements ReadAnswer {}

    record Failed(LogRefusal refusal) implements ReadAnswer {}
}

package tidings.log;

import java.util.List;

/// What a read of a table gave.
public sealed interface TableAnswer {
    /// @param asOf the last entry of the shard that this read reflects: writes that committed with
    ///     it or before are seen, writes that commit with a later one are not
    /// @param more whether the page was cut by a limit
    record Page(List<TableRow> rows, long asOf, boolean more) implements TableAnswer {}

    record Failed(LogRefusal refusal) implements TableAnswer {}
}

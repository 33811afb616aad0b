package tidings.log;

/// One row of a table as it is read.
public sealed interface TableRow {
    byte[] key();

    record Bytes(byte[] key, byte[] bytes) implements TableRow {}

    /// What [TableValue.TheEntry] stored: there however long the channel keeps its entries. Its
    /// predecessor is [Entry#UNKNOWN].
    record Stored(byte[] key, Entry entry) implements TableRow {}
}

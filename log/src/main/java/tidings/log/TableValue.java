package tidings.log;

/// What a write puts under a key.
public sealed interface TableValue {
    record Bytes(byte[] bytes) implements TableValue {}

    /// The entry that the write commits with, as the log has it; only with an append.
    record TheEntry() implements TableValue {}

    /// Nothing: the row is gone.
    record Removed() implements TableValue {}
}

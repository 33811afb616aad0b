package tidings.log;

/// What became of an append, decided in log order.
public sealed interface Outcome {
    /// It is in the log, synced as the engine's setting says.
    record Committed(Position position, long sequence) implements Outcome {}

    /// The same key was appended before, within the window, with the same payload.
    ///
    /// @param first where that one is
    record Duplicate(Position first) implements Outcome {}

    /// It is not in the log and will not be.
    record Refused(LogRefusal refusal) implements Outcome {}

    /// It may or may not be in the log.
    record Unknown(String reason) implements Outcome {}
}

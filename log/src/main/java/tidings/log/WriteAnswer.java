package tidings.log;

/// What became of writes that stand alone.
public sealed interface WriteAnswer {
    /// They are on disk as the engine's sync setting says.
    record Written() implements WriteAnswer {}

    /// None of them is there, and none will be.
    record Refused(LogRefusal refusal) implements WriteAnswer {}

    /// They may or may not be there, all of them or none.
    record Unknown(String reason) implements WriteAnswer {}
}

package tidings.log;

/// What trimming a channel gave.
public sealed interface TrimAnswer {
    record Trimmed() implements TrimAnswer {}

    record Failed(LogRefusal refusal) implements TrimAnswer {}
}

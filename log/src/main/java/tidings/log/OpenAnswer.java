package tidings.log;

/// What opening a channel gave.
public sealed interface OpenAnswer {
    record Opened(LogChannel channel) implements OpenAnswer {}

    record Failed(LogRefusal refusal) implements OpenAnswer {}
}

package tidings.log;

/// An append and what became of it.
public record Settled(Append append, Outcome outcome) {}

package tidings.log;

/// What a payload is, decided once, when it is published.
public enum PayloadKind {
    /// One valid JSON value in UTF-8.
    JSON,
    /// Valid UTF-8 that is not JSON, or was declared to be text.
    TEXT,
    /// Anything else.
    BYTES
}

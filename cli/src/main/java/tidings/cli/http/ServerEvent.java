package tidings.cli.http;

/// One server-sent event.
///
/// @param id   of the last event that had one; empty if none had
/// @param type `message` unless it says otherwise
public record ServerEvent(String id, String type, String data) {}

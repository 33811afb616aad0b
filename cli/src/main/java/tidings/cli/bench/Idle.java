package tidings.cli.bench;

import java.time.Duration;

/// Connections that do nothing, each subscribed to a channel of its own.
///
/// @param channel before each connection's number
/// @param settle after the last connection, before memory is looked at
public record Idle(int connections, String channel, Duration settle, int atOnce,
        Duration timeout) {}

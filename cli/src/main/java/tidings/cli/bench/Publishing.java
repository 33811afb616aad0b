package tidings.cli.bench;

import java.time.Duration;

/// Acknowledged publishes: how many publishers, how fast, how long.
///
/// @param away sessions that are subscribed and not connected
/// @param rate publishes each sends a second, whatever comes back; 0 for closed loop
/// @param window in closed loop: unanswered publishes of each publisher
/// @param channel before each publisher's number
public record Publishing(int publishers, int away, double rate, int window, int payloadBytes,
        String channel, Duration warmup, Duration duration, Duration drain, int atOnce,
        Duration timeout) {
    boolean isClosedLoop() {
        return rate == 0;
    }
}

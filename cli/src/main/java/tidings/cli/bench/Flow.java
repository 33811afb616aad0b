package tidings.cli.bench;

import java.time.Duration;

/// Messages to subscribers: who publishes to whom, how fast, how long.
///
/// @param rooms channels; 1 for a fan-out
/// @param subscribers of each
/// @param publishers of each that do not subscribe; 0 if its subscribers are its publishers
/// @param stuck connections that subscribe and never read, in all
/// @param rate messages each publisher sends a second, whatever comes back; 0 for closed loop
/// @param window in closed loop: messages of a room (of a publisher, in a fan-out) that not
///     everybody has yet
/// @param channel before each room's number
public record Flow(int rooms, int subscribers, int publishers, int stuck, double rate, int window,
        int payloadBytes, String channel, Duration warmup, Duration duration, Duration drain,
        int atOnce, Duration timeout) {
    boolean isClosedLoop() {
        return rate == 0;
    }
}

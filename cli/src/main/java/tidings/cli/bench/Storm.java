package tidings.cli.bench;

import java.time.Duration;

/// Everybody comes back at once.
///
/// @param channels that the connections share evenly
/// @param missed entries in each channel while everybody is away; 0 for a plain connect
/// @param rounds the last counts; those before warm the server up
/// @param away between the cut and the return, after the entries are published
public record Storm(int connections, int channels, int missed, int rounds, String channel,
        int payloadBytes, Duration away, int atOnce, Duration timeout) {}

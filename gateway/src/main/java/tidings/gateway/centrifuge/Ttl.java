package tidings.gateway.centrifuge;

/// Until when something is good, as it is told to clients.
final class Ttl {
    /// centrifuge-protocol §4.4.
    private static final long SECONDS_MAX = 365L * 86_400;

    private Ttl() {}

    /// Whole seconds until `expiresAtMs`, rounded up, at least 1; 0 if it is 0, for never.
    static long seconds(long expiresAtMs, long nowMs) {
        if (expiresAtMs == 0) {
            return 0;
        }
        return Math.clamp((expiresAtMs - nowMs + 999) / 1_000, 1, SECONDS_MAX);
    }
}

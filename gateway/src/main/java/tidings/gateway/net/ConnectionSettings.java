package tidings.gateway.net;

/// What all connections of a process may take together.
///
/// @param newcomersMax connections that have not finished their first request or their session's
///     connect; with more, the one that came first goes
/// @param perAddressMax open connections from one address, or from one network of 64 bits of IPv6;
///     more are 429. 0 for no limit
/// @param unsentBytesMax what may wait to be sent to all of them; above it those
///     that have been stuck the longest are cut. As much may have come of what is not whole yet;
///     above that those that began first are cut
/// @param subscriptionsMax of all of them
public record ConnectionSettings(int newcomersMax, int perAddressMax, long unsentBytesMax,
        int subscriptionsMax) {
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(16_384, 0, 256 << 20,
            500_000);
    /// What a subscription to a channel of its own takes of the heap, roughly.
    private static final int SUBSCRIPTION_BYTES = 1_024;

    public ConnectionSettings {
        if (newcomersMax < 1) {
            throw new IllegalArgumentException(
                    "newcomers must be at least 1, not " + newcomersMax);
        }
        if (perAddressMax < 0) {
            throw new IllegalArgumentException(
                    "per-address must not be negative, but is " + perAddressMax);
        }
        if (subscriptionsMax < 1) {
            throw new IllegalArgumentException(
                    "subscriptions must be at least 1, not " + subscriptionsMax);
        }
        if (unsentBytesMax < 1) {
            throw new IllegalArgumentException(
                    "unsent-bytes must be at least 1, not " + unsentBytesMax);
        }
    }

    /// What sessions may have asked the log for and not have got yet: it is to be sent next.
    public long readBytesMax() {
        return unsentBytesMax / 8;
    }

    /// What sessions with filters may keep in memory, connected or away.
    public long keptBytesMax() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /// One loop's part. It is never more than half of what the process has memory for.
    public ConnectionSettings share(int loops) {
        long half = Runtime.getRuntime().maxMemory() / 2;
        int subscriptions = (int) Math.min(subscriptionsMax, half / SUBSCRIPTION_BYTES);
        return new ConnectionSettings(Math.ceilDiv(newcomersMax, loops), perAddressMax,
                Math.max(1, Math.min(unsentBytesMax, half) / loops),
                Math.ceilDiv(subscriptions, loops));
    }
}

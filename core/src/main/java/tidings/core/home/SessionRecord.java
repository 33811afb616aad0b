package tidings.core.home;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.filter.SessionState;

/// A session that outlives its connection. Immutable.
///
/// @param user whose it is
/// @param incarnation of the log that the places are in
/// @param expiryMs for how long it is kept without a connection; [#FOR_EVER] for no end
/// @param connected whether it had a connection, or a will that waited, when this was saved
/// @param will what is to be published if that connection ends without a word, or what waited
/// @param received packet identifiers of messages of QoS 2 that came and were not released yet, and
///     the shards of their channels
public record SessionRecord(String client, String user, String incarnation, long expiryMs,
        boolean connected, @Nullable Will will, SessionState state,
        Map<Integer, Integer> received) {
    public static final long FOR_EVER = Long.MAX_VALUE;
    /// What one of `received` takes in memory, roughly.
    public static final long RECEIVED_BYTES = 96;
}

package tidings.core.home;

import java.util.Map;
import tidings.core.filter.SessionState;

/// What a connection leaves behind.
///
/// @param expiryMs as it may have been changed since [Visit]
/// @param dropWill whether its will is not to be published
public record Departure(long expiryMs, boolean dropWill, SessionState state,
        Map<Integer, Integer> received) {}

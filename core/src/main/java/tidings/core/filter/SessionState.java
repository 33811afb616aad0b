package tidings.core.filter;

import java.util.List;
import java.util.Set;

/// What a filter session is between two connections. Immutable.
///
/// @param places by shard, up to where it has had everything; empty for a session that begins now
/// @param given by shard, what it has had of what comes after its place
/// @param inFlight sent and not acknowledged, without the messages
/// @param lastOrder of all that it was sent: what it is sent next has a higher one, also once nothing
///     is in flight, for a note of what it is done with may be on disk still. It is not on disk itself
/// @param beginnings what its subscriptions are still to begin with, in their order
/// @param gap how many messages were no longer kept when it came to them, since its client was told
///     of them; [#UNKNOWN] if nobody knows
public record SessionState(FilterSet filters, long[] places, List<Set<Long>> given,
        List<InFlight> inFlight, long lastOrder, List<Beginning> beginnings, long gap) {
    public static final long UNKNOWN = -1;
    public static final SessionState NEW = new SessionState(FilterSet.EMPTY, new long[0], List.of(),
            List.of(), 0, List.of(), 0);

    /// After the log has lost its end, when no place in it means anything any more.
    public SessionState withoutPlaces() {
        return new SessionState(filters, new long[0], List.of(), inFlight, lastOrder,
                beginnings.stream().map(each -> new Beginning(each.filter(), each.options(),
                        new long[0], each.shard(), each.after(), each.given())).toList(),
                filters.count() == 0 ? gap : UNKNOWN);
    }

    SessionState with(FilterSet other) {
        return new SessionState(other, places, given, inFlight, lastOrder,
                beginnings.stream().filter(each -> other.has(each.filter().text())).toList(), gap);
    }
}

package tidings.core.filter;

import org.jspecify.annotations.Nullable;

/// One filter of a session.
///
/// @param since from where in each shard it holds: entries up to there were not meant; null once
///     the session has passed them all
public record FilterSubscription(Filter filter, FilterOptions options, long @Nullable [] since) {
    boolean holdsAt(int shard, long sequence) {
        return since == null || sequence > since[shard];
    }

    FilterSubscription passed() {
        return since == null ? this : new FilterSubscription(filter, options, null);
    }
}

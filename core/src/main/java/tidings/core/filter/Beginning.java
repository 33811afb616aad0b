package tidings.core.filter;

import org.jspecify.annotations.Nullable;

/// What a subscription is still to begin with: the states of the channels that it matches, from a
/// place in a shard's table on. Immutable.
///
/// @param since by shard, where the subscription began; empty if that means nothing any more
/// @param shard in which it goes on
/// @param after the key of the last row there that was given; null if none was
public record Beginning(Filter filter, FilterOptions options, long[] since, int shard,
        byte @Nullable [] after) {}

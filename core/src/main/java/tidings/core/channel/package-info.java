/// Where a channel's order is decided. A [tidings.core.channel.Shard] owns a fixed share of all
/// channels: what is published joins its order, goes to the log, comes back as entries and is
/// handed to the loops that have subscribers. Everything that can happen to it is a
/// [tidings.core.channel.ShardCommand].
@NullMarked
package tidings.core.channel;

import org.jspecify.annotations.NullMarked;

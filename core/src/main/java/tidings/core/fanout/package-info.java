/// One entry to many subscribers: each loop is woken once a turn, and bytes are made once per
/// variant and loop.
///
/// [tidings.core.fanout.LoopFanOut] is the loop's side: it owns the live sets. What shards tell it
/// ([tidings.core.fanout.LoopEvent]) comes in one first-in-first-out stream per shard. The ports
/// [tidings.core.fanout.Variant], [tidings.core.fanout.Frames] and [tidings.core.fanout.Outbox]
/// are what a gateway gives: how bytes are made, and where they go. Whoever is one of many who are
/// given the same is a [tidings.core.fanout.Recipient].
@NullMarked
package tidings.core.fanout;

import org.jspecify.annotations.NullMarked;

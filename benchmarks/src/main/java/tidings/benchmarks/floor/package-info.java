/// What the budgets are stated against: the least that a WebSocket broadcast server over Netty can
/// cost. It has no protocol, no order across rooms, no limits and no memory. Beside it, the least that
/// a stored message can cost: a write and a sync.
@NullMarked
package tidings.benchmarks.floor;

import org.jspecify.annotations.NullMarked;

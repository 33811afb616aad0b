/// What the budgets are stated against: the least that a WebSocket broadcast server over Netty can
/// cost. It has no protocol, no order across rooms, no limits and no memory.
@NullMarked
package tidings.benchmarks.floor;

import org.jspecify.annotations.NullMarked;

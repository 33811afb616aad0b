/// The load generator behind `tidings bench`: one thread, one poller, thousands of connections.
/// [tidings.cli.bench.Swarm] moves bytes, a [tidings.cli.bench.Traffic] decides what is sent and
/// what to make of what comes, [tidings.cli.bench.Tally] checks every delivery. Nothing is
/// allocated per delivery. A run that measured the generator instead of the server is refused.
@NullMarked
package tidings.cli.bench;

import org.jspecify.annotations.NullMarked;

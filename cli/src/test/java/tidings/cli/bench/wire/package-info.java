/// Tests of what the load generator understands, in whatever parts it comes.
@NullMarked
package tidings.cli.bench.wire;

import org.jspecify.annotations.NullMarked;

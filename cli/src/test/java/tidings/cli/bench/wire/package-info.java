/// Tests of the load generator: what a broken server does must be seen.
@NullMarked
package tidings.cli.bench.wire;

import org.jspecify.annotations.NullMarked;

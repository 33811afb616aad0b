/// Tests of the load generator: what a broken server does must be seen.
@NullMarked
package tidings.cli.bench;

import org.jspecify.annotations.NullMarked;

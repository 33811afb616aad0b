/// Tests of the command line.
@NullMarked
package tidings.cli.json;

import org.jspecify.annotations.NullMarked;

/// Tests of the command line.
@NullMarked
package tidings.cli;

import org.jspecify.annotations.NullMarked;

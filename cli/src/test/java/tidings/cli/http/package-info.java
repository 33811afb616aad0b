/// Tests of the command line.
@NullMarked
package tidings.cli.http;

import org.jspecify.annotations.NullMarked;

/// Tests of the server as a whole, inside one process.
@NullMarked
package tidings.server;

import org.jspecify.annotations.NullMarked;

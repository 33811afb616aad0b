/// The packaged server, started as a user starts it, with real clients, and killed.
@NullMarked
package tidings.system;

import org.jspecify.annotations.NullMarked;

/// What happened, as those outside of the server saw it: one JSON object a line.
@NullMarked
package tidings.system.lab.history;

import org.jspecify.annotations.NullMarked;

/// The server as a whole, embeddable: [tidings.server.TidingsServer] wires the log, the loops, core
/// and the doors together by hand, in the order in which they start, and takes them apart in the
/// opposite one. Depends on everything; nothing but the command line depends on it.
@NullMarked
package tidings.server;

import org.jspecify.annotations.NullMarked;

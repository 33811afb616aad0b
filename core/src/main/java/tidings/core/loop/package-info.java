/// The only concurrency in core: [tidings.core.loop.Loop], which runs everything an owner does.
/// Core gets its loops, clock and randomness from outside, so a whole server minus its sockets
/// can run in one thread, by seed.
@NullMarked
package tidings.core.loop;

import org.jspecify.annotations.NullMarked;

/// Loops without threads: [tidings.testkit.loop.SimulatedWorld] runs any number of them in the
/// caller's thread, and a seed decides who runs when.
@NullMarked
package tidings.testkit.loop;

import org.jspecify.annotations.NullMarked;

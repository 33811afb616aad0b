/// Laws of the code base, each with the reason why: who may import what, where threads are
/// touched, what the pages must say.
@NullMarked
package tidings.system.laws;

import org.jspecify.annotations.NullMarked;

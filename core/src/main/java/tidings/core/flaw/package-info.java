/// Mistakes that can be planted, so that the simulation can prove that it finds them. Nothing here
/// does anything unless a test's JVM asks for it.
@NullMarked
package tidings.core.flaw;

import org.jspecify.annotations.NullMarked;

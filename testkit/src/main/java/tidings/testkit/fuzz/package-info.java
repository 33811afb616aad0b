/// Fuzz targets: what they are, and what runs them. A target is a class with a
/// `fuzzerTestOneInput(byte[])` beside the decoder it tries; it throws what the decoder must not
/// throw, and whatever shows that a property does not hold.
@NullMarked
package tidings.testkit.fuzz;

import org.jspecify.annotations.NullMarked;

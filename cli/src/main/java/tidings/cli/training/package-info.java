/// Runs that show the JVM what a start needs, when its cache is made.
@NullMarked
package tidings.cli.training;

import org.jspecify.annotations.NullMarked;

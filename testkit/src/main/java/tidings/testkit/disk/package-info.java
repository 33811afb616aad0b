/// Disks that fail on purpose, for tests that run as root.
@NullMarked
package tidings.testkit.disk;

import org.jspecify.annotations.NullMarked;

/// The checker: each thing that may never happen is a class.
@NullMarked
package tidings.system.lab.check;

import org.jspecify.annotations.NullMarked;

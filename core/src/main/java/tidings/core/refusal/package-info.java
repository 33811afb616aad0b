/// Why core says no. One sealed family, so that each gateway's table of codes is complete.
@NullMarked
package tidings.core.refusal;

import org.jspecify.annotations.NullMarked;

@NullMarked
package tidings.gateway.payload;

import org.jspecify.annotations.NullMarked;

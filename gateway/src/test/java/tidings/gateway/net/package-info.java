@NullMarked
package tidings.gateway.net;

import org.jspecify.annotations.NullMarked;

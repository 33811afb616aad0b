@NullMarked
package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.NullMarked;

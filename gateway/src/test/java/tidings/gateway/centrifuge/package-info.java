@NullMarked
package tidings.gateway.centrifuge;

import org.jspecify.annotations.NullMarked;

/// Tests of `tidings.gateway.api`.
@NullMarked
package tidings.gateway.api;

import org.jspecify.annotations.NullMarked;

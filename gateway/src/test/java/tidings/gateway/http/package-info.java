/// Tests of `tidings.gateway.http`.
@NullMarked
package tidings.gateway.http;

import org.jspecify.annotations.NullMarked;

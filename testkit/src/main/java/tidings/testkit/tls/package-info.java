/// Certificates for tests, made where they are needed: none is kept, so none expires.
@NullMarked
package tidings.testkit.tls;

import org.jspecify.annotations.NullMarked;

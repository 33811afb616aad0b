/// The conversations that are open on each loop, so that the server API can find them.
@NullMarked
package tidings.core.session;

import org.jspecify.annotations.NullMarked;

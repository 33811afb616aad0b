/// Who somebody is: each algorithm, and each known attack.
@NullMarked
package tidings.server.identity;

import org.jspecify.annotations.NullMarked;

/// Sessions with filters by seed: devices that come and go, a server that is killed, and what each
/// device must have in the end.
@NullMarked
package tidings.testkit.filters;

import org.jspecify.annotations.NullMarked;

/// Pages under `docs/reference` that are written from the code they describe.
@NullMarked
package tidings.testkit.docs;

import org.jspecify.annotations.NullMarked;

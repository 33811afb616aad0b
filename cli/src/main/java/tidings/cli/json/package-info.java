/// JSON for short commands: enough to take a reply apart, and loaded in no time.
@NullMarked
package tidings.cli.json;

import org.jspecify.annotations.NullMarked;

/// How the server's words reach stderr: `System.Logger` everywhere, logback behind it, set up by
/// [tidings.server.logging.Logging] without a file.
@NullMarked
package tidings.server.logging;

import org.jspecify.annotations.NullMarked;

/// HTTP/1.1 over a plain socket, just enough for short commands: a client library would take
/// longer to load than the request takes.
@NullMarked
package tidings.cli.http;

import org.jspecify.annotations.NullMarked;

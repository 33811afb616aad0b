/// How a short command reaches a server: a plain socket, or TLS on it. What is spoken there is
/// another package's.
@NullMarked
package tidings.cli.net;

import org.jspecify.annotations.NullMarked;

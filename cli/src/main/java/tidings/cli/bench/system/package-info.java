/// What the load generator needs of the system: sockets that are polled to the microsecond, the
/// core it runs on, and what the server's process has used. Linux only, and no library: its calls
/// are made through `java.lang.foreign`.
@NullMarked
package tidings.cli.bench.system;

import org.jspecify.annotations.NullMarked;

/// Bytes, not meanings: loops, sockets, HTTP, WebSocket, and how much may wait to be sent.
///
/// Threads are touched here: [tidings.gateway.net.NettyLoop] is core's loop over a Netty event loop,
/// [tidings.gateway.net.FileWatch] looks after files. [tidings.gateway.net.Listener] accepts,
/// [tidings.gateway.net.Pipeline] shows what handles a connection's bytes (two handlers for HTTP,
/// one after an upgrade), [tidings.gateway.net.Announcement] begins those of proxies,
/// [tidings.gateway.net.SocketOutbox] is where bytes leave.
/// What does not say otherwise is called on a connection's own loop, and calls back on it, never
/// inline.
@NullMarked
package tidings.gateway.net;

import org.jspecify.annotations.NullMarked;

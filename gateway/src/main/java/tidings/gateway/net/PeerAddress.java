package tidings.gateway.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a connection comes from: from whom its proxy has announced, else from the other end of its
/// socket. Nothing else may ask the socket.
final class PeerAddress {
    private static final AttributeKey<InetSocketAddress> ANNOUNCED = AttributeKey
            .valueOf(PeerAddress.class, "announced");

    private PeerAddress() {}

    static void announce(Channel socket, InetSocketAddress source) {
        socket.attr(ANNOUNCED).set(source);
    }

    /// @return null if nobody announced it and the peer is gone
    static @Nullable InetSocketAddress of(Channel socket) {
        // Asking for an attribute that is not there would make it.
        if (socket.hasAttr(ANNOUNCED)) {
            return socket.attr(ANNOUNCED).get();
        }
        return ofSocket(socket);
    }

    /// The other end of the socket, which may be a proxy.
    static @Nullable InetSocketAddress ofSocket(Channel socket) {
        return socket.remoteAddress() instanceof InetSocketAddress address ? address : null;
    }
}

package tidings.gateway.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// From where connections must begin with a PROXY header, at one listener. From anywhere else such
/// a header is no more than wrong bytes of the protocol that is spoken there, so nobody can pretend
/// to be somebody else.
///
/// @param proxies  empty for none
/// @param patience for the whole header to come
public record ProxyProtocol(List<Network> proxies, Duration patience) {
    public static final ProxyProtocol NONE = new ProxyProtocol(List.of(), Duration.ZERO);

    /// Lets a connection begin: at once, or after its proxy has announced for whom it is.
    ///
    /// @param assemble adds those who handle it to its pipeline
    void begin(Channel socket, NettyLoop loop, Runnable assemble) {
        if (isProxy(socket)) {
            socket.pipeline().addLast("announcement",
                    new Announcement(socket, loop, patience, assemble));
        } else {
            assemble.run();
        }
    }

    private boolean isProxy(Channel socket) {
        if (proxies.isEmpty()) {
            return false;
        }
        InetSocketAddress end = PeerAddress.ofSocket(socket);
        return end != null
                && proxies.stream().anyMatch(proxy -> proxy.contains(end.getAddress()));
    }
}

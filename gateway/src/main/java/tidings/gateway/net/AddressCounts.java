package tidings.gateway.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;

/// Open connections by where they come from. Whoever has one address of IPv6 has a network of
/// 64 bits, so that counts as one. From any loop.
final class AddressCounts {
    private final int max;
    private final ConcurrentHashMap<Network, Integer> counts = new ConcurrentHashMap<>();

    /// @param max 0 for no limit: then nothing is counted
    AddressCounts(int max) {
        this.max = max;
    }

    boolean counts() {
        return max > 0;
    }

    /// Counts a connection until its socket is closed; not one whose peer is gone.
    ///
    /// @return false if there are too many already
    boolean join(Channel socket) {
        InetSocketAddress peer = counts() ? PeerAddress.of(socket) : null;
        if (peer == null) {
            return true;
        }
        boolean entered = enter(peer);
        if (entered) {
            var _ = socket.closeFuture().addListener(_ -> leave(peer));
        }
        return entered;
    }

    /// @return false if there are too many already
    boolean enter(InetSocketAddress peer) {
        // More than the limit is never stored, so a refused one need not leave.
        boolean[] entered = new boolean[1];
        counts.compute(Network.around(peer.getAddress()), (_, count) -> {
            int now = count == null ? 0 : count;
            entered[0] = now < max;
            return entered[0] ? now + 1 : count;
        });
        return entered[0];
    }

    void leave(InetSocketAddress peer) {
        counts.computeIfPresent(Network.around(peer.getAddress()),
                (_, count) -> count == 1 ? null : count - 1);
    }
}

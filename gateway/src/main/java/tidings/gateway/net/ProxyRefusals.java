package tidings.gateway.net;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Says why connections of proxies were closed. A proxy that is set up wrongly is so at each of its
/// connections, so it is said once a minute at most, with how many there were.
@OwnedBy(Owner.LOOP)
final class ProxyRefusals {
    private static final System.Logger LOG = System.getLogger(ProxyRefusals.class.getName());
    private static final long LOG_EVERY_NS = 60_000_000_000L;

    private final NettyLoop loop;
    private long loggedNs;
    private long unsaid;

    ProxyRefusals(NettyLoop loop) {
        this.loop = loop;
        this.loggedNs = loop.monotonicNs() - LOG_EVERY_NS;
    }

    /// @param proxy null if it is gone
    void onRefused(@Nullable InetSocketAddress proxy, String why) {
        loop.counters().proxiesRefused++;
        if (loop.monotonicNs() - loggedNs < LOG_EVERY_NS) {
            unsaid++;
            return;
        }
        LOG.log(Level.WARNING,
                "a connection from the proxy %s was closed: %s%s; let it send one, as"
                        .formatted(proxy == null ? "(gone)" : Addresses.show(proxy), why, others())
                        + " HAProxy's send-proxy-v2 does, or take its address out of proxy-protocol");
        loggedNs = loop.monotonicNs();
        unsaid = 0;
    }

    private String others() {
        return unsaid == 0 ? "" : " (%d more since this was last said)".formatted(unsaid);
    }
}

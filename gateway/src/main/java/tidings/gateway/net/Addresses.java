package tidings.gateway.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/// Addresses as people write them.
public final class Addresses {
    private Addresses() {}

    /// `127.0.0.1:8000`, `[::1]:8000`.
    public static String show(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        boolean six = address.getAddress() instanceof Inet6Address;
        String shown = six ? "[" + host.replace("0:0:0:0:0:0:0:1", "::1") + "]" : host;
        return shown + ":" + address.getPort();
    }
}

package tidings.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Where to listen.
///
/// @param host a name or an address, without brackets; `localhost` is both 127.0.0.1 and ::1
/// @param port 0 for any free one
public record HostPort(String host, int port) {
    public HostPort {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "'%s:%d' is no address to listen at".formatted(host, port));
        }
    }

    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, Math.max(0, colon));
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.indexOf(':') >= 0) {
                throw new IllegalArgumentException("an IPv6 address goes in brackets");
            }
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text
                    + "' is not host:port: write localhost:8000, 0.0.0.0:8000 or [::1]:8000", e);
        }
    }

    /// Whether only programs on this machine can reach it.
    public boolean isLoopback() {
        if (host.equals("localhost")) {
            return true;
        }
        boolean address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        try {
            return address && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /// Whether only one of the two could be listened at.
    boolean overlaps(HostPort other) {
        return port == other.port && port != 0
                && (host.equalsIgnoreCase(other.host) || isEverywhere() || other.isEverywhere()
                        || covers(other) || other.covers(this));
    }

    private boolean isEverywhere() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    private boolean covers(HostPort other) {
        return host.equals("localhost")
                && (other.host.equals("127.0.0.1") || other.host.equals("::1"));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

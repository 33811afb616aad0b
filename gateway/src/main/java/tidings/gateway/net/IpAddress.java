package tidings.gateway.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Addresses that are written out, strictly: never a name that would be looked up, and nothing that
/// others could read differently.
final class IpAddress {
    private IpAddress() {}

    /// @return null if it is none. One of IPv4 inside IPv6 is that of IPv4.
    static @Nullable InetAddress parse(String text) {
        if (text.indexOf(':') >= 0 && !text.chars().allMatch(IpAddress::isOfSix)) {
            return null;
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        // The JDK takes 10.1 and 010.0.0.1 as well.
        boolean usual = text.indexOf(':') >= 0 || address.getHostAddress().equals(text);
        return usual ? address : null;
    }

    static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is always one", e);
        }
    }

    private static boolean isOfSix(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')
                || c == ':' || c == '.';
    }
}

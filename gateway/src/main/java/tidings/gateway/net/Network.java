package tidings.gateway.net;

import java.net.InetAddress;
import java.util.Arrays;

/// Addresses that begin with the same bits, `10.0.0.0/8` or `fd00::/8`; a single one is `10.0.0.7`.
///
/// @param address the first of them
/// @param bits    how many are the same
public record Network(InetAddress address, int bits) {

    public Network {
        byte[] first = address.getAddress();
        if (bits < 0 || bits > first.length * 8) {
            throw new IllegalArgumentException("'%s/%d' is no network: %s has %d bits".formatted(
                    address.getHostAddress(), bits, address.getHostAddress(), first.length * 8));
        }
        for (int bit = bits; bit < first.length * 8; bit++) {
            if ((first[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                throw new IllegalArgumentException(
                        "'%s/%d' is no network: bits are set behind the first %d".formatted(
                                address.getHostAddress(), bits, bits));
            }
        }
    }

    /// Where whoever has this address is at home: an address of IPv4, or the 64 bits of IPv6 that
    /// everybody is given.
    public static Network around(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return new Network(address, 32);
        }
        Arrays.fill(bytes, 8, 16, (byte) 0);
        return new Network(IpAddress.of(bytes), 64);
    }

    /// @throws IllegalArgumentException if it is no network, with what to write instead
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw unreadable(text);
        }
        int all = address.getAddress().length * 8;
        return new Network(address, slash < 0 ? all : bits(text, slash));
    }

    private static int bits(String text, int slash) {
        try {
            return Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw unreadable(text);
        }
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "'%s' is no network: write 10.0.0.0/8, fd00::/8, or an address".formatted(text));
    }

    boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((mine[bit / 8] ^ theirs[bit / 8]) & (0x80 >> (bit % 8))) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return bits == address.getAddress().length * 8
                ? address.getHostAddress()
                : address.getHostAddress() + "/" + bits;
    }
}

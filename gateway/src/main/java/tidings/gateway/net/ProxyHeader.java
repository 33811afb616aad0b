package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a proxy says before anything else: for whom it connects. Version 1 (§2.1) is a line,
/// version 2 (§2.2) is binary; see HAProxy's `proxy-protocol.txt`. Whatever follows the addresses
/// in version 2 is skipped.
///
/// @param bytes  how long it is
/// @param source null if the socket's address stays in force: the proxy speaks for itself (LOCAL),
///               does not know (UNKNOWN), or names something that is no address of TCP
record ProxyHeader(int bytes, @Nullable InetSocketAddress source) {
    /// With room for the certificate of a client.
    static final int BYTES_MAX = 4096;

    private static final byte[] LINE_BEGIN = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int LINE_BYTES_MAX = 107;
    private static final byte[] BINARY_BEGIN = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U',
            'I', 'T', '\n'};
    private static final int BINARY_BYTES = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    /// Reads, and leaves the buffer as it is.
    ///
    /// @return null if there is more to come
    /// @throws MalformedException as soon as it can't become a header any more
    static @Nullable ProxyHeader read(ByteBuf in) throws MalformedException {
        if (begins(in, LINE_BEGIN)) {
            return in.readableBytes() <= LINE_BEGIN.length ? null : line(in);
        }
        if (begins(in, BINARY_BEGIN)) {
            return in.readableBytes() < BINARY_BYTES ? null : binary(in);
        }
        throw new MalformedException("it does not begin with a PROXY header");
    }

    /// Whether what is there is a begin, or the begin of one.
    private static boolean begins(ByteBuf in, byte[] begin) {
        int bytes = Math.min(in.readableBytes(), begin.length);
        for (int i = 0; i < bytes; i++) {
            if (in.getByte(in.readerIndex() + i) != begin[i]) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable ProxyHeader line(ByteBuf in) throws MalformedException {
        int bytes = Math.min(in.readableBytes(), LINE_BYTES_MAX);
        int end = in.indexOf(in.readerIndex(), in.readerIndex() + bytes, (byte) '\n');
        if (end < 0) {
            if (bytes == LINE_BYTES_MAX) {
                throw new MalformedException("its PROXY line has more than 107 bytes");
            }
            return null;
        }
        int length = end - in.readerIndex() - 1;
        String line = in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1);
        if (in.getByte(end - 1) != '\r' || line.indexOf('\r') >= 0) {
            throw new MalformedException("its PROXY line does not end in CR LF");
        }
        return new ProxyHeader(length + 2, sourceOf(line));
    }

    private static @Nullable InetSocketAddress sourceOf(String line) throws MalformedException {
        String[] parts = line.split(" ", -1);
        if (parts[1].equals("UNKNOWN")) {
            return null;
        }
        boolean four = parts[1].equals("TCP4");
        if ((!four && !parts[1].equals("TCP6")) || parts.length != 6) {
            throw new MalformedException("its PROXY line is neither of TCP4, of TCP6 nor UNKNOWN");
        }
        address(parts[3], four);
        port(parts[5]);
        return new InetSocketAddress(address(parts[2], four), port(parts[4]));
    }

    private static InetAddress address(String text, boolean four) throws MalformedException {
        InetAddress address = (text.indexOf(':') < 0) == four ? IpAddress.parse(text) : null;
        if (address == null) {
            throw new MalformedException("an address in its PROXY line is none");
        }
        return address;
    }

    private static int port(String text) throws MalformedException {
        boolean digits = !text.isEmpty() && text.length() <= 5
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        int port = digits ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65_535) {
            throw new MalformedException("a port in its PROXY line is none");
        }
        return port;
    }

    private static @Nullable ProxyHeader binary(ByteBuf in) throws MalformedException {
        int at = in.readerIndex();
        int command = in.getUnsignedByte(at + 12);
        int family = in.getUnsignedByte(at + 13);
        int length = in.getUnsignedShort(at + 14);
        if (command != LOCAL && command != PROXY) {
            throw new MalformedException(
                    "its PROXY header has an unknown version or command, 0x%02x"
                            .formatted(command));
        }
        // What is said of LOCAL connections is to be ignored, whatever it is.
        if (command == PROXY && ((family >> 4) > 3 || (family & 0xf) > 2)) {
            throw new MalformedException(
                    "its PROXY header is of an unknown family, 0x%02x".formatted(family));
        }
        int addressBytes = command == LOCAL ? 0 : family == TCP4 ? 4 : family == TCP6 ? 16 : 0;
        if (addressBytes > 0 && length < 2 * addressBytes + 4) {
            throw new MalformedException("its PROXY header is too short for its addresses");
        }
        if (BINARY_BYTES + length > BYTES_MAX) {
            throw new MalformedException("its PROXY header has %d bytes; the most is %d".formatted(
                    BINARY_BYTES + length, BYTES_MAX));
        }
        if (in.readableBytes() < BINARY_BYTES + length) {
            return null;
        }
        return new ProxyHeader(BINARY_BYTES + length,
                addressBytes == 0 ? null : sourceOf(in, at + BINARY_BYTES, addressBytes));
    }

    private static InetSocketAddress sourceOf(ByteBuf in, int at, int addressBytes) {
        byte[] address = new byte[addressBytes];
        in.getBytes(at, address);
        return new InetSocketAddress(IpAddress.of(address),
                in.getUnsignedShort(at + 2 * addressBytes));
    }
}

package tidings.gateway.net;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// PROXY headers, byte by byte.
final class ProxyHeaders {
    private static final int PORT_BYTES = 2;

    private ProxyHeaders() {}

    /// @param line without its end
    static byte[] one(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /// @param command 0x20 for LOCAL, 0x21 for PROXY
    static byte[] two(int command, int family, byte[] block) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(command);
        bytes.write(family);
        bytes.write(block.length >> 8);
        bytes.write(block.length);
        bytes.writeBytes(block);
        return bytes.toByteArray();
    }

    /// Of TCP, from there to the same address.
    static byte[] two(InetSocketAddress source, byte... more) {
        byte[] address = source.getAddress().getAddress();
        return two(0x21, address.length == 4 ? 0x11 : 0x21, block(source, more));
    }

    static byte[] block(InetSocketAddress source, byte... more) {
        byte[] address = source.getAddress().getAddress();
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(address);
        block.writeBytes(address);
        for (int n = 0; n < PORT_BYTES; n++) {
            block.write(source.getPort() >> 8);
            block.write(source.getPort());
        }
        block.writeBytes(more);
        return block.toByteArray();
    }

    static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }
}

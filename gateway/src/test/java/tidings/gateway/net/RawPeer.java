package tidings.gateway.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A blocking socket that sends exactly what a test says, and reads HTTP and WebSocket frames.
public final class RawPeer implements AutoCloseable {
    /// @param first the frame's first byte, so with its FIN bit
    public record Frame(int first, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        }
    }

    public final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    public RawPeer(int port) {
        this(port, 0);
    }

    /// @param receiveBytes the socket's receive buffer; 0 for the system's default
    public RawPeer(int port, int receiveBytes) {
        try {
            socket = new Socket();
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawPeer send(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public RawPeer send(String latin1) {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawPeer get(String path) {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /// Status line and headers, up to and with the empty line.
    public String readHead() {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) readByte());
        }
        return head.toString();
    }

    /// A whole response with a Content-Length: its head and body.
    public String readResponse() {
        String head = readHead();
        int at = head.indexOf("Content-Length: ");
        if (at < 0) {
            return head;
        }
        int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
        return head + new String(readBytes(length), StandardCharsets.UTF_8);
    }

    /// The content of one chunk; empty for the last.
    public String readChunk() {
        StringBuilder size = new StringBuilder();
        while (!size.toString().endsWith("\r\n")) {
            size.append((char) readByte());
        }
        byte[] content = readBytes(Integer.parseInt(size.toString().strip(), 16));
        readBytes(2);
        return new String(content, StandardCharsets.UTF_8);
    }

    public RawPeer handshake(String path) {
        return handshake(path, "");
    }

    /// @param headers lines that each end in CRLF
    public RawPeer handshake(String path, String headers) {
        sendHandshake(path, headers);
        String head = readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(head);
        }
        return this;
    }

    public RawPeer sendHandshake(String path, String headers) {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n");
    }

    public RawPeer text(String text) {
        return send(frame(0x81, text.getBytes(StandardCharsets.UTF_8)));
    }

    /// A masked frame with the shortest length.
    public static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        if (payload.length < 126) {
            bytes.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            bytes.write(0x80 | 126);
            bytes.write(payload.length >> 8);
            bytes.write(payload.length);
        } else {
            bytes.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                bytes.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = {0x11, (byte) 0xa2, 0x33, 0x7f};
        bytes.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ mask[i & 3]);
        }
        return bytes.toByteArray();
    }

    public Frame readFrame() {
        int first = readByte();
        int second = readByte();
        if ((second & 0x80) != 0) {
            throw new AssertionError("a server's frame is masked");
        }
        long length = second;
        if (second >= 126) {
            length = 0;
            for (byte b : readBytes(second == 126 ? 2 : 8)) {
                length = (length << 8) | (b & 0xff);
            }
        }
        return new Frame(first, readBytes((int) length));
    }

    public int readByte() {
        try {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            return b;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] readBytes(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException();
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything until the server shuts its side.
    public byte[] readToEnd() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String readTextToEnd() {
        return new String(readToEnd(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

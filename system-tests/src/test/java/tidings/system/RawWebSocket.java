package tidings.system;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A WebSocket client that can do what no library lets one do.
final class RawWebSocket implements AutoCloseable {
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /// @param receiveBytes of the socket's buffer; 0 for the system's choice
    RawWebSocket(int port, String path, int receiveBytes, String... headers) throws IOException {
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.connect(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(),
                port));
        socket.setSoTimeout(60_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost:"
                + port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(new byte[16]) + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        String head = readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(head);
        }
    }

    static RawWebSocket centrifuge(ServerProcess server) throws IOException {
        return new RawWebSocket(server.port(), "/connection/websocket", 0);
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    void send(String text) throws IOException {
        send(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(int firstByte, byte[] payload) throws IOException {
        byte[] header;
        if (payload.length < 126) {
            header = new byte[]{(byte) firstByte, (byte) (0x80 | payload.length), 0, 0, 0, 0};
        } else if (payload.length < 65_536) {
            header = new byte[]{(byte) firstByte, (byte) 0xfe, (byte) (payload.length >> 8),
                    (byte) payload.length, 0, 0, 0, 0};
        } else {
            header = new byte[14];
            header[0] = (byte) firstByte;
            header[1] = (byte) 0xff;
            for (int i = 0; i < 8; i++) {
                header[2 + i] = (byte) ((long) payload.length >>> (56 - 8 * i));
            }
        }
        out.write(header);
        out.write(payload);
    }

    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /// The next message's text; `close <code> <reason>` for a close frame, `end` if the socket
    /// ended without one.
    String read() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = in.readNBytes((int) length);
            if ((first & 0xf) == 8) {
                int code = payload.length < 2
                        ? 1005
                        : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
                return "close " + code + " " + new String(payload, Math.min(2, payload.length),
                        Math.max(0, payload.length - 2), StandardCharsets.UTF_8);
            }
            return new String(payload, StandardCharsets.UTF_8);
        } catch (EOFException | SocketException e) {
            return "end";
        }
    }

    /// Takes at most so many bytes, whatever they are.
    ///
    /// @return false if there is nothing more to come
    boolean skipOneRead(int bytes) {
        try {
            return in.read(new byte[bytes]) >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// What ends the conversation, after whatever comes before it.
    String readToEnd() throws IOException {
        String message = read();
        while (!message.startsWith("close") && !message.equals("end")) {
            message = read();
        }
        return message;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package tidings.system;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/// A WebSocket client that can do what no library lets one do.
public final class RawWebSocket implements AutoCloseable {
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /// @param receiveBytes of the socket's buffer; 0 for the system's choice
    public RawWebSocket(int port, String path, int receiveBytes, String... headers)
            throws IOException {
        try {
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            silenceMax(Duration.ofMinutes(1));
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = socket.getOutputStream();
            upgrade(port, path, headers);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void upgrade(int port, String path, String... headers) throws IOException {
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

    public static RawWebSocket centrifuge(ServerProcess server) throws IOException {
        return new RawWebSocket(server.port(), "/connection/websocket", 0);
    }

    /// How long a read waits before it fails.
    public void silenceMax(Duration max) throws IOException {
        socket.setSoTimeout(Math.toIntExact(max.toMillis()));
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    public void send(String text) throws IOException {
        send(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(int firstByte, byte[] payload) throws IOException {
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
        // In one piece, so that no half of it waits for the other's acknowledgement.
        byte[] frame = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, frame, header.length, payload.length);
        out.write(frame);
    }

    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /// The next message's text; `close <code> <reason>` for a close frame, `end` if the socket
    /// ended without one.
    public String read() throws IOException {
        try {
            return new String(readMessage(), StandardCharsets.UTF_8);
        } catch (Closed e) {
            return String.valueOf(e.getMessage());
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

    /// The next message.
    ///
    /// @throws Closed with `close <code> <reason>`, when that comes instead
    public byte[] readMessage() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        if ((first & 0xf) == 8) {
            int code = payload.length < 2
                    ? 1005
                    : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
            throw new Closed("close " + code + " " + new String(payload,
                    Math.min(2, payload.length), Math.max(0, payload.length - 2),
                    StandardCharsets.UTF_8));
        }
        return payload;
    }

    /// The server closed the WebSocket.
    public static final class Closed extends IOException {
        Closed(String message) {
            super(message);
        }
    }

    /// What ends the conversation, after whatever comes before it.
    public String readToEnd() throws IOException {
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

package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import tidings.testkit.mqtt.MqttBytes;

/// One WebSocket by hand: a stream of bytes inside binary frames.
final class WebSocketPipe {
    static final int TEXT = 1;
    static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PATIENCE_MS = 15_000;

    private final Socket socket;
    private final InputStream in;
    private final String answer;
    private InputStream frame = new ByteArrayInputStream(new byte[0]);

    /// @param headers of the handshake, each with its line's end
    WebSocketPipe(int port, String headers) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        in = new BufferedInputStream(socket.getInputStream());
        socket.getOutputStream().write("""
                GET /mqtt HTTP/1.1\r
                Host: localhost:%d\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
                Sec-WebSocket-Version: 13\r
                %s\r
                """.formatted(port, headers).getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int octet = in.read();
            assertThat(octet).as("the end of %s", head).isNotNegative();
            head.write(octet);
        }
        answer = head.toString(StandardCharsets.US_ASCII);
    }

    /// The head of the answer to the handshake.
    String answer() {
        return answer;
    }

    Socket socket() {
        return socket;
    }

    /// @param last whether the message ends with this frame
    void send(int opcode, boolean last, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(last ? 0x80 | opcode : opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.writeBytes(MqttBytes.two(payload.length));
        }
        out.writeBytes(new byte[4]); // a mask that changes nothing
        out.writeBytes(payload);
        socket.getOutputStream().write(out.toByteArray());
    }

    /// Every write is a message of its own.
    OutputStream messages() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[]{(byte) octet});
            }

            @Override
            public void write(byte[] bytes) throws IOException {
                send(BINARY, true, bytes);
            }
        };
    }

    /// What comes in binary frames; a close frame is the end.
    InputStream bytes() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                int octet = frame.read();
                while (octet < 0 && nextFrame()) {
                    octet = frame.read();
                }
                return octet;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int octet = length == 0 ? 0 : read();
                if (length > 0 && octet >= 0) {
                    into[from] = (byte) octet;
                }
                return octet < 0 ? -1 : Math.min(1, length);
            }
        };
    }

    private boolean nextFrame() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int length = in.read();
        assertThat(length).as("unmasked, as a server's").isBetween(0, 127);
        if (length == 126) {
            length = in.read() << 8 | in.read();
        }
        byte[] payload = in.readNBytes(length);
        if ((first & 15) == CLOSE) {
            return false;
        }
        assertThat(first & 15).as("the kind of frame").isIn(0, BINARY);
        frame = new ByteArrayInputStream(payload);
        return true;
    }
}

package tidings.cli.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import tidings.cli.http.ServerUrl;

/// One Centrifuge conversation in JSON over a bare socket (RFC 6455). A mask of zeros is one.
final class WebSocketRun {
    private static final int TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int LENGTH_MAX = 125;

    private static final String HANDSHAKE = """
            GET /connection/websocket HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;

    private WebSocketRun() {}

    static void run(ServerUrl url) throws IOException {
        try (Socket socket = new Socket(url.host(), url.port())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
            readHead(in);
            for (String command : new String[]{"{\"id\":1,\"connect\":{}}",
                    "{\"id\":2,\"subscribe\":{\"channel\":\"training\"}}",
                    "{\"id\":3,\"publish\":{\"channel\":\"training\",\"data\":{}}}",
                    "{\"id\":4,\"history\":{\"channel\":\"training\",\"limit\":5}}",
                    "{\"id\":5,\"presence\":{\"channel\":\"training\"}}"}) {
                send(out, command);
                in.skipNBytes(readLength(in));
            }
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > LENGTH_MAX) {
            throw new IllegalArgumentException("longer than this can send: " + text);
        }
        out.write(new byte[]{(byte) TEXT, (byte) (MASKED | payload.length), 0, 0, 0, 0});
        out.write(payload);
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the handshake was not answered: " + head);
            }
            head.append((char) b);
        }
    }

    /// Of the next frame.
    private static int readLength(InputStream in) throws IOException {
        in.skipNBytes(1);
        int length = in.read();
        return length <= LENGTH_MAX ? length : in.read() << 8 | in.read();
    }
}

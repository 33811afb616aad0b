package tidings.cli.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tidings.cli.net.Dialing;

/// One connection, one request at a time. Not for several threads.
public final class HttpClient implements AutoCloseable {
    private final ServerUrl url;
    private final Socket socket;
    private final InputStream in;
    /// Shown with each request; empty for none.
    private String token = "";

    private HttpClient(ServerUrl url, Socket socket) throws IOException {
        this.url = url;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static HttpClient connect(ServerUrl url) throws IOException {
        return new HttpClient(url, Dialing.dial(url.host(), url.port(), url.tls()));
    }

    /// Shows a token with each request from now on.
    ///
    /// @param token empty for none
    public HttpClient withToken(String token) {
        this.token = token;
        return this;
    }

    /// How long to wait for bytes; zero for ever.
    public void setTimeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) timeout.toMillis());
    }

    public HttpReply get(String target, Map<String, String> headers) throws IOException {
        return send("GET", target, headers, new byte[0]);
    }

    public HttpReply post(String target, Map<String, String> headers, byte[] body)
            throws IOException {
        return send("POST", target, headers, body);
    }

    private HttpReply send(String method, String target, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder(256).append(method).append(' ').append(url.path())
                .append(target).append(" HTTP/1.1\r\nHost: ").append(url.authority())
                .append("\r\nUser-Agent: tidings\r\n");
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        headers.forEach((name, value) -> head.append(name).append(": ").append(value)
                .append("\r\n"));
        if (method.equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length + 2);
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        return receive();
    }

    private HttpReply receive() throws IOException {
        String statusLine = HttpLines.read(in);
        String[] parts = statusLine.split(" ", 3);
        int status;
        try {
            status = parts[0].startsWith("HTTP/1.") ? Integer.parseInt(parts[1]) : -1;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            status = -1;
        }
        if (status < 0) {
            throw new IOException("what answers at " + url + " does not speak HTTP");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = HttpLines.read(in); !line.isEmpty(); line = HttpLines.read(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new HttpReply(status, headers, body(status, headers));
    }

    private InputStream body(int status, Map<String, String> headers) throws IOException {
        if (status == 204 || status == 304 || status < 200) {
            return BodyStream.ofLength(in, 0);
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return BodyStream.chunked(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return BodyStream.toTheEnd(in);
        }
        try {
            return BodyStream.ofLength(in, Long.parseLong(length));
        } catch (NumberFormatException e) {
            throw new IOException("not a length: '" + length + "'", e);
        }
    }

    /// From any thread: whoever waits for bytes gets an exception.
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}

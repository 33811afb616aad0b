package tidings.cli.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Answers a short command's requests with the same thing every time, so that training one loads
/// nothing of the server.
final class CannedServer extends CannedListener {
    private static final String POSITION = "{\"epoch\":\"abcdefgh\",\"offset\":1}";
    private static final String PAGE = "{\"channel\":\"c\",\"epoch\":\"abcdefgh\",\"offset\":1,"
            + "\"entries\":[{\"offset\":1,\"time\":1,\"data\":{\"a\":[1,true,null]}}]}";
    private static final String EVENTS = """
            id: abcdefgh:1

            id: abcdefgh:2
            data: {}

            event: disconnect
            data: {"code":3503,"reason":"force disconnect"}

            """;

    private CannedServer() throws IOException {}

    static CannedServer start() throws IOException {
        CannedServer server = new CannedServer();
        server.listen("canned");
        return server;
    }

    String url() {
        return "http://" + address();
    }

    @Override
    void serve(Socket connection) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(),
                StandardCharsets.ISO_8859_1));
        for (String first = in.readLine(); first != null; first = in.readLine()) {
            int length = 0;
            boolean events = false;
            for (String line = in.readLine(); line != null
                    && !line.isEmpty(); line = in.readLine()) {
                events |= line.contains("event-stream");
                length = line.startsWith("Content-Length: ")
                        ? Integer.parseInt(line.substring(line.indexOf(' ') + 1))
                        : length;
            }
            in.skip(length);
            connection.getOutputStream().write(reply(first, events)
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String reply(String requestLine, boolean events) {
        if (events) {
            return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(EVENTS.length()) + "\r\n" + EVENTS + "\r\n0\r\n\r\n";
        }
        String body = requestLine.startsWith("POST") ? POSITION : PAGE;
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}

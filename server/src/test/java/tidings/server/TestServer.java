package tidings.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tidings.log.FailStop;
import tidings.server.config.HostPort;
import tidings.server.config.ServerConfig;

/// A server in this process, at free ports.
public final class TestServer implements AutoCloseable {
    private final List<String> stops = Collections.synchronizedList(new ArrayList<>());
    private final TidingsServer server;

    private TestServer(ServerConfig config) throws StartException {
        FailStop failStop = (reason, cause) -> stops.add(reason + ": " + cause);
        this.server = TidingsServer.start(config, failStop);
    }

    public static ServerConfig config(Path data) {
        HostPort any = new HostPort("localhost", 0);
        return ServerConfig.defaults(data).withListen(any, any, any);
    }

    public static TestServer start(ServerConfig config) throws StartException {
        return new TestServer(config);
    }

    public TidingsServer server() {
        return server;
    }

    public int port() {
        return server.addresses().getFirst().getPort();
    }

    public int adminPort() {
        return server.adminAddresses().getFirst().getPort();
    }

    public record Answer(int status, String body) {}

    public Answer get(String path) {
        return send("GET", port(), path, "");
    }

    public Answer getAdmin(String path) {
        return send("GET", adminPort(), path, "");
    }

    public Answer post(String path, String body) {
        return send("POST", port(), path, body);
    }

    private static Answer send(String method, int port, String path, String body) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI
                    .create("http://localhost:" + port + path).toURL().openConnection();
            connection.setRequestMethod(method);
            if (method.equals("POST")) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (var in = status < 400
                    ? connection.getInputStream()
                    : connection.getErrorStream()) {
                return new Answer(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Closes it; it must never have asked to be stopped.
    @Override
    public void close() {
        server.close();
        if (!stops.isEmpty()) {
            throw new AssertionError("the server wanted to stop: " + stops);
        }
    }
}

package tidings.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server as its own process, started by the launcher of the checkout.
final class ServerProcess implements AutoCloseable {
    static final Path CHECKOUT = checkout();
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private final int adminPort;
    private final List<String> arguments;
    private @Nullable Process process;
    private int starts;

    private ServerProcess(Path directory, int port, int adminPort, List<String> arguments) {
        this.directory = directory;
        this.port = port;
        this.adminPort = adminPort;
        this.arguments = arguments;
    }

    /// A server that is ready, with its data under `directory`.
    static ServerProcess start(Path directory, String... arguments) {
        ServerProcess server = new ServerProcess(directory, freePort(), freePort(),
                List.of(arguments));
        server.start();
        return server;
    }

    void start() {
        List<String> command = new ArrayList<>(List.of(CHECKOUT.resolve("tidings").toString(),
                "serve", "--data", directory.resolve("data").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("TIDINGS_LISTEN", "localhost:" + port,
                "TIDINGS_ADMIN", "localhost:" + adminPort));
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("server-%d.log".formatted(++starts)).toFile());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    private void awaitReady() {
        HttpRequest ready = HttpRequest.newBuilder(URI.create(url() + "/health/ready"))
                .timeout(Duration.ofSeconds(2)).build();
        long until = System.nanoTime() + READY_WITHIN.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < until) {
                if (!running().isAlive()) {
                    throw new IllegalStateException("the server ended: " + output());
                }
                try {
                    if (http.send(ready, HttpResponse.BodyHandlers.discarding())
                            .statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // not there yet
                }
                if (running().waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("the server ended: " + output());
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("not ready in time: " + output());
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the server was not started");
        }
        return process;
    }

    /// As `kill -9` does it.
    void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /// As an orchestrator does it.
    ///
    /// @return the exit code
    int terminate() {
        running().destroy();
        return awaitEnd();
    }

    private int awaitEnd() {
        try {
            if (!running().waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end: " + output());
            }
            return running().exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    long pid() {
        return running().pid();
    }

    String url() {
        return "http://localhost:" + port;
    }

    String webSocketUrl() {
        return "ws://localhost:" + port + "/connection/websocket";
    }

    String adminUrl() {
        return "http://localhost:" + adminPort;
    }

    int port() {
        return port;
    }

    Path directory() {
        return directory;
    }

    /// What its latest process printed.
    String output() {
        try {
            return Files.readString(directory.resolve("server-%d.log".formatted(starts)));
        } catch (IOException e) {
            return "(nothing: " + e + ")";
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path checkout() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.exists(path.resolve("tidings")) || !Files.exists(path.resolve("test"))) {
            path = path.getParent();
            if (path == null) {
                throw new IllegalStateException("run inside a checkout");
            }
        }
        return path;
    }
}

package tidings.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server as its own process, started by the launcher of the checkout.
public final class ServerProcess implements AutoCloseable {
    public static final Path CHECKOUT = checkout();
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Set<Integer> GIVEN_PORTS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path data;
    private final int port = freePort();
    private final int adminPort = freePort();
    private final int mqttPort = freePort();
    private final Map<String, String> environment;
    private final List<String> arguments;
    private @Nullable Process process;
    private int starts;

    private ServerProcess(Path directory, Path data, Map<String, String> environment,
            List<String> arguments) {
        this.directory = directory;
        this.data = data;
        this.environment = environment;
        this.arguments = arguments;
    }

    /// A server that is ready, with its data under `directory`.
    public static ServerProcess start(Path directory, String... arguments) {
        ServerProcess server = prepare(directory, directory.resolve("data"), Map.of(), arguments);
        server.start();
        return server;
    }

    /// A server that is not started yet.
    ///
    /// @param directory where its output goes
    /// @param environment of its process, beside this one's
    public static ServerProcess prepare(Path directory, Path data,
            Map<String, String> environment, String... arguments) {
        return new ServerProcess(directory, data, environment, List.of(arguments));
    }

    /// @param also arguments, for this once
    public void start(String... also) {
        if (!tryStart(also)) {
            throw new IllegalStateException("the server ended: " + output());
        }
    }

    /// @return whether it is ready; false if it ended by itself, for the reason in its [#output]
    public boolean tryStart(String... also) {
        launch(also);
        return awaitReady();
    }

    /// Starts it to see it end by itself.
    ///
    /// @return the exit code; what it said is its [#output]
    public int startAndAwaitEnd() {
        launch();
        return awaitEnd();
    }

    private void launch(String... also) {
        List<String> command = new ArrayList<>(List.of(CHECKOUT.resolve("tidings").toString(),
                "serve", "--data", data.toString()));
        command.addAll(arguments);
        command.addAll(List.of(also));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("TIDINGS_LISTEN", "localhost:" + port,
                "TIDINGS_ADMIN", "localhost:" + adminPort,
                "TIDINGS_MQTT_LISTEN", "localhost:" + mqttPort));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("server-%d.log".formatted(++starts)).toFile());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean awaitReady() {
        HttpRequest ready = HttpRequest.newBuilder(URI.create(url() + "/health/live"))
                .timeout(Duration.ofSeconds(2)).build();
        long until = System.nanoTime() + READY_WITHIN.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < until) {
                if (!running().isAlive()) {
                    return false;
                }
                try {
                    if (http.send(ready, HttpResponse.BodyHandlers.discarding())
                            .statusCode() == 200) {
                        return true;
                    }
                } catch (IOException e) {
                    // not there yet
                }
                if (running().waitFor(20, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("not ready in time: " + whereItIs() + output());
    }

    /// What the system says of it. A JVM adds to its output what its threads do; what is none yet
    /// ends.
    private String whereItIs() {
        try {
            Path system = Path.of("/proc", String.valueOf(pid()));
            String command = Files.readString(system.resolve("cmdline")).replace('\0', ' ');
            String waitsIn = Files.readString(system.resolve("wchan"));
            new ProcessBuilder("kill", "-QUIT", String.valueOf(pid())).start().waitFor();
            running().waitFor(2, TimeUnit.SECONDS);
            return "%s, in %s%n".formatted(command, waitsIn);
        } catch (IOException e) {
            return e + "\n";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the server was not started");
        }
        return process;
    }

    /// As `kill -9` does it.
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /// As an orchestrator does it.
    ///
    /// @return the exit code
    public int terminate() {
        running().destroy();
        return awaitEnd();
    }

    /// @return the exit code
    public int awaitEnd() {
        try {
            if (!running().waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end: " + output());
            }
            return running().exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean alive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return running().pid();
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public String webSocketUrl() {
        return "ws://localhost:" + port + "/connection/websocket";
    }

    public int mqttPort() {
        return mqttPort;
    }

    public String adminUrl() {
        return "http://localhost:" + adminPort;
    }

    public int port() {
        return port;
    }

    public Path directory() {
        return directory;
    }

    /// What its latest process printed.
    public String output() {
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

    /// Below those that the system gives to outgoing connections: one that tries to reach a killed
    /// server must never be given the server's own port, and so reach itself. None is given twice:
    /// it is free until its server listens, and that may have three.
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            if (!GIVEN_PORTS.add(port)) {
                continue;
            }
            try (ServerSocket _ = new ServerSocket(port)) {
                return port;
            } catch (BindException e) {
                // taken
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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

package tidings.server.mqtt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tidings.server.TestServer;

/// A server for the tests of one class.
final class MqttServer implements BeforeAllCallback, AfterAllCallback {
    private @Nullable Path data;
    private @Nullable TestServer server;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path folder = Files.createTempDirectory("tidings-mqtt");
        data = folder;
        server = TestServer.start(TestServer.config(folder));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        running().close();
        try (var files = Files.walk(folder())) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }

    /// Stops it, and starts another on what it left.
    void restart() throws Exception {
        running().close();
        server = TestServer.start(TestServer.config(folder()));
    }

    int port() {
        return running().server().mqttAddresses().getFirst().getPort();
    }

    TestServer running() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    private Path folder() {
        if (data == null) {
            throw new IllegalStateException("not started");
        }
        return data;
    }
}

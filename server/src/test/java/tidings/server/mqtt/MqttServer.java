package tidings.server.mqtt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.server.StartException;
import tidings.server.TestServer;
import tidings.server.config.ServerConfig;

/// A server for the tests of one class.
final class MqttServer implements BeforeAllCallback, AfterAllCallback {
    private List<Rule> rules;
    private final UnaryOperator<ServerConfig> setting;
    private @Nullable Path data;
    private @Nullable TestServer server;

    /// @param rules before the one of a fresh server
    MqttServer(Rule... rules) {
        this(config -> config, rules);
    }

    /// @param setting what else its configuration says
    MqttServer(UnaryOperator<ServerConfig> setting, Rule... rules) {
        this.setting = setting;
        this.rules = beforeDefault(rules);
    }

    private static List<Rule> beforeDefault(Rule... rules) {
        return Stream.concat(Arrays.stream(rules), Stream.of(Rule.DEFAULT)).toList();
    }

    private TestServer start(Path folder) throws StartException {
        return TestServer.start(
                setting.apply(TestServer.config(folder).withRules(new Rules(rules))));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path folder = Files.createTempDirectory("tidings-mqtt");
        data = folder;
        server = start(folder);
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
        server = start(folder());
    }

    /// The same under other rules, which stay.
    void restart(Rule... otherRules) throws Exception {
        rules = beforeDefault(otherRules);
        restart();
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

package tidings.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Configurations out of a string.
final class TestConfig {
    private TestConfig() {}

    static ConfigFile read(String yaml, Map<String, String> environment) throws ConfigException {
        return read(yaml, new Overrides(environment));
    }

    static ConfigFile read(String yaml, Overrides overrides) throws ConfigException {
        try {
            Path file = Files.createTempFile("tidings", ".yaml");
            try {
                Files.writeString(file, yaml);
                return ConfigFile.load(file, overrides, false, null);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is wrong with a configuration: `line: message` each.
    static List<String> problems(String yaml) {
        try {
            read(yaml, Map.of());
            return List.of();
        } catch (ConfigException e) {
            return e.problems().stream()
                    .map(problem -> problem.place().line() + ": "
                            + Objects.requireNonNull(problem.message()))
                    .toList();
        }
    }
}

package tidings.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Loads a configuration.
///
/// @param config  what it says
/// @param rows    every key, with its value and who said so
/// @param remarks what looks like a mistake and is none for sure
public record ConfigFile(ServerConfig config, List<ConfigRow> rows, List<Problem> remarks) {
    private static final Place DEFAULTS = new Place("configuration", 0);
    private static final int FILE_BYTES_MAX = 1 << 20;

    /// What the launcher and the commands read themselves.
    private static final List<String> NOT_SETTINGS = List.of("TIDINGS_JAVA_HOME",
            "TIDINGS_JAVA_OPTS", "TIDINGS_URL", "TIDINGS_MQTT_URL", "TIDINGS_TOKEN",
            "TIDINGS_PASSWORD", "TIDINGS_CACHE");

    /// @param file null for none: then defaults and overrides alone
    /// @throws ConfigException with everything that is wrong
    public static ConfigFile load(@Nullable Path file, Overrides overrides, boolean acceptLoss,
            @Nullable Path nativeLibraryFolder) throws ConfigException {
        List<Problem> problems = new ArrayList<>();
        Place place = file == null ? DEFAULTS : new Place(file.toString(), 1);
        Node document = file == null
                ? null
                : YamlTree.parse(file.toString(), text(file), problems);
        if (document == null && !problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        var result = ConfigReader.read(document, place, overrides, problems,
                in -> ServerConfig.read(in, acceptLoss, nativeLibraryFolder));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new ConfigFile(result.value(), result.rows(), remarks(result.rows(), overrides));
    }

    /// Every key there is, with its default.
    public static List<ConfigRow> catalogue() {
        var result = ConfigReader.read(null, DEFAULTS, Overrides.NONE, new ArrayList<>(),
                in -> ServerConfig.read(in, false, null));
        return result.rows();
    }

    private static String text(Path file) throws ConfigException {
        String why;
        try {
            if (Files.size(file) <= FILE_BYTES_MAX) {
                return Files.readString(file);
            }
            why = "it has more than 1 MiB, so it is no configuration";
        } catch (NoSuchFileException e) {
            why = "no such file; `tidings config init` makes one";
        } catch (CharacterCodingException e) {
            why = "it is not UTF-8";
        } catch (IOException e) {
            why = "it can't be read: " + e;
        }
        throw new ConfigException(List.of(new Problem(new Place(file.toString(), 0), why)));
    }

    /// A variable that is nearly one of ours. It may belong to somebody else (container platforms
    /// make variables out of the names of services), so it is no error.
    private static List<Problem> remarks(List<ConfigRow> rows, Overrides overrides) {
        List<String> known = new ArrayList<>(NOT_SETTINGS);
        for (ConfigRow row : rows) {
            String variable = row.variable();
            if (variable != null) {
                known.add(variable);
            }
        }
        List<Problem> remarks = new ArrayList<>();
        for (String variable : overrides.variables()) {
            if (!known.contains(variable)) {
                Nearest.to(variable, known).ifPresent(near -> remarks.add(new Problem(
                        new Place(variable, 0), "is no setting: did you mean " + near + "?")));
            }
        }
        return remarks;
    }
}

package tidings.server.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Any text is a configuration or has problems, each at a line that the text has. What
/// `config show` says of a good one is a configuration again, which says the same.
public final class ConfigurationFuzz {
    private static final Place PLACE = new Place("file", 1);

    private ConfigurationFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String yaml = new String(input, StandardCharsets.UTF_8);
        List<Problem> problems = new ArrayList<>();
        List<ConfigRow> rows = read(yaml, problems);
        long lines = yaml.chars().filter(c -> c == '\n' || c == '\r' || c == 0x85 || c == 0x2028
                || c == 0x2029).count() + 1;
        for (Problem problem : problems) {
            if (problem.place().line() > lines || problem.message().isBlank()) {
                throw new AssertionError("%s, of %d lines".formatted(problem, lines));
            }
        }
        if (rows != null && problems.isEmpty()) {
            String shown = ConfigText.effective(rows);
            List<Problem> none = new ArrayList<>();
            List<ConfigRow> again = read(shown, none);
            if (again == null || !none.isEmpty()) {
                throw new AssertionError("%s of%n%s".formatted(none, shown));
            }
        }
    }

    private static @Nullable List<ConfigRow> read(String yaml, List<Problem> problems) {
        Node document = YamlTree.parse("file", yaml, problems);
        return document == null
                ? null
                : ConfigReader.read(document, PLACE, Overrides.NONE, problems,
                        in -> ServerConfig.read(in, false, null)).rows();
    }
}

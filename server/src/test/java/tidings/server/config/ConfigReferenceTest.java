package tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tidings.testkit.docs.ReferencePage;

/// Every key and its default, on one page.
class ConfigReferenceTest {
    private static final String HEAD = """
            # Configuration

            Written by `ConfigReferenceTest` from the code that reads the keys; do not edit.

            One YAML file, given by `tidings serve -c FILE`. Everything has a default: without a file
            the server listens on this machine only and keeps its data in `./tidings-data`.
            `tidings config init` writes a file with every key, `tidings config check FILE` says what
            is wrong in one, `tidings config show -c FILE` shows what is in force and who said so.

            A variable overrides the file, a flag overrides both. Lists in variables are parted by
            commas; `TIDINGS_CHANNELS` takes YAML. Sizes are written as `64KiB` or `10GB`, durations
            as `500ms`, `30s`, `5m`, `12h` or `7d`.

            | key | written as | default | variable |
            |---|---|---|---|
            """;

    @Test
    void everyKeyIsOnThePageWithItsDefault() {
        StringBuilder page = new StringBuilder(HEAD);
        List<ConfigRow> rows = ConfigFile.catalogue();
        for (ConfigRow row : rows) {
            if (!row.isGroup()) {
                page.append("| `%s` | %s | `%s` | %s |\n".formatted(shown(row), row.kind(),
                        row.value(), row.variable() == null
                                ? ""
                                : "`" + row.variable() + "`"));
            }
        }
        page.append("\n## What they mean\n\n");
        for (ConfigRow row : rows) {
            page.append("* `").append(shown(row)).append("`: ").append(row.about()).append('\n');
        }
        ReferencePage.verify("configuration.md", page.toString());
    }

    private static String shown(ConfigRow row) {
        return row.path().replace("[0]", "[]");
    }

    @Test
    void keysAreDashedLowerCaseAndNoTwoShareAVariable() {
        List<ConfigRow> rows = ConfigFile.catalogue();
        assertThat(rows).allSatisfy(row -> assertThat(row.key()).matches("[a-z]+(-[a-z]+)*"));
        List<String> variables = rows.stream().map(ConfigRow::variable).filter(Objects::nonNull)
                .toList();
        assertThat(variables).doesNotHaveDuplicates();
    }

    @Test
    void everyKeyHasASentence() {
        assertThat(ConfigFile.catalogue()).allSatisfy(row -> assertThat(row.about())
                .as(row.path()).endsWith(".").hasSizeGreaterThan(10));
    }

    @Test
    void theDefaultsOfTheCodeAreTheDefaultsOfTheKeys() throws ConfigException {
        ServerConfig read = ConfigFile.load(null, Overrides.NONE, false, null).config();
        assertThat(read).isEqualTo(ServerConfig.defaults(Path.of("tidings-data")));
    }

    @Test
    void theFileThatInitWritesIsFineAndChangesNothingOnceUncommented() throws Exception {
        String commented = ConfigText.commented(ConfigFile.catalogue());
        String text = commented.lines().skip(3).map(line -> line.replaceFirst("^# ", ""))
                .collect(Collectors.joining("\n"));
        Set<String> keys = ConfigFile.catalogue().stream().map(ConfigRow::key)
                .collect(Collectors.toSet());
        assertThat(keys).isNotEmpty();
        ServerConfig read = TestConfig.read(text, Map.of()).config();
        assertThat(read).isEqualTo(ServerConfig.defaults(Path.of("tidings-data")));
        assertThat(TestConfig.read(commented, Map.of()).config()).isEqualTo(read);
    }
}

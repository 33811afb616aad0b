package tidings.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.server.TestServer;
import tidings.testkit.docs.ReferencePage;

/// Every metric, on one page, out of what a server gives when it is asked.
class MetricsReferenceTest {
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final String HEAD = """
            # Metrics

            Written by `MetricsReferenceTest` from a running server; do not edit.

            In Prometheus's text format at `/metrics` of the admin listener (`localhost:8001`).
            Asking costs one command to each loop; nothing is counted per delivery.

            | metric | type | labels | is |
            |---|---|---|---|
            """;

    @TempDir
    Path data;

    @Test
    void everyMetricIsOnThePage() throws Exception {
        String text;
        try (TestServer server = TestServer.start(TestServer.config(data))) {
            text = server.getAdmin("/metrics").body();
        }
        Map<String, String> help = new TreeMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, Map<String, Set<String>>> labels = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                help.put(words[2], words[3]);
            } else if (line.startsWith("# TYPE ")) {
                types.put(words[2], words[3]);
            } else {
                Matcher label = LABEL.matcher(line);
                String name = line.split("[{ ]", 2)[0];
                while (label.find()) {
                    labels.computeIfAbsent(name, _ -> new LinkedHashMap<>())
                            .computeIfAbsent(label.group(1), _ -> new TreeSet<>())
                            .add(label.group(2));
                }
            }
        }
        StringBuilder page = new StringBuilder(HEAD);
        help.forEach((name, about) -> {
            assertThat(about).as(name).isNotBlank();
            page.append("| `%s` | %s | %s | %s |\n".formatted(name, types.get(name),
                    shown(labels.getOrDefault(name, Map.of())), ReferencePage.cell(about)));
        });
        ReferencePage.verify("metrics.md", page.toString());
    }

    private static String shown(Map<String, Set<String>> labels) {
        StringBuilder shown = new StringBuilder();
        labels.forEach((label, values) -> shown.append(shown.isEmpty() ? "" : "; ")
                .append("`").append(label).append("`: ").append(String.join(", ", values)));
        return shown.toString();
    }
}

package tidings.system.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What pages point at is there.
class PagesTest {
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\(([^)]+)\\)");
    private static final Pattern METHOD = Pattern.compile("`(\\w+\\.)?(\\w+)`");
    private static final int STATIONS = 6;

    private record Link(String text, String target) {}

    private static List<Link> links(String page) {
        List<Link> links = new ArrayList<>();
        Matcher link = LINK.matcher(page);
        while (link.find()) {
            links.add(new Link(link.group(1), link.group(2)));
        }
        return links;
    }

    @Test
    void everyLinkToAFileResolves() {
        List<String> broken = new ArrayList<>();
        for (Path page : Codebase.pages()) {
            for (Link link : links(Codebase.text(page))) {
                String target = link.target().replaceAll("#.*", "");
                boolean elsewhere = target.isEmpty() || target.contains("://");
                if (!elsewhere && !Files.exists(page.resolveSibling(target))) {
                    broken.add(Codebase.CHECKOUT.relativize(page) + " → " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void theStationsOfAMessageAreRealClassesAndMethods() {
        String page = Codebase.text(Codebase.CHECKOUT.resolve("ARCHITECTURE.md"));
        List<String> rows = page.lines().filter(line -> line.matches("\\| [1-6] \\|.*")).toList();
        assertThat(rows).hasSize(STATIONS);
        for (String row : rows) {
            List<Link> links = links(row);
            assertThat(links).as(row).isNotEmpty();
            for (Link link : links) {
                Path file = Codebase.CHECKOUT.resolve(link.target());
                assertThat(file).as(row).isRegularFile();
                assertThat(file.getFileName()).as(row).hasToString(link.text() + ".java");
            }
            Matcher method = METHOD.matcher(row);
            while (method.find()) {
                assertThat(declaredSomewhere(method.group(2)))
                        .as("%s in: %s", method.group(), row).isTrue();
            }
        }
    }

    private static boolean declaredSomewhere(String method) {
        return Codebase.sources("src/main").stream()
                .anyMatch(file -> Codebase.text(file).contains(" " + method + "("));
    }
}

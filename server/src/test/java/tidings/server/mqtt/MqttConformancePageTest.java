package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import tidings.gateway.mqtt.wire.Version;
import tidings.testkit.docs.ReferencePage;

/// Every statement has a test, every test names statements that exist, and all of them are on one
/// page.
class MqttConformancePageTest {
    private static final String HEAD = """
            # MQTT conformance

            Written by `MqttConformancePageTest` from the lists of statements and from what the
            tests say they check; do not edit.

            The statements are those of Appendix B of the two standards, under their identifiers:
            *MQTT Version 3.1.1*, OASIS Standard, 29 October 2014, and *MQTT Version 5.0*, OASIS
            Standard, 7 March 2019. What they demand is said here in our words; the standards' own
            count. The identifiers were compared with translations of both appendices and with an
            English list of 5.0's. Some numbers do not occur (5.0 has no 2.2.1-1); 4.2.0-1 of 5.0 is
            4.2-1 in its body.

            The tests are in `server/src/test/java/tidings/server/mqtt`. Each starts a server in the tests'
            process and talks to it over sockets; what it writes and reads there is code of its own, which
            takes nothing that the standard forbids.

            | | 3.1.1 | 5.0 |
            |---|---|---|
            """;

    @Test
    void everyStatementThatAServerCanViolateHasATest() {
        for (Version version : Version.values()) {
            Map<String, List<String>> tests = tests(version);
            List<Catalogue.Entry> entries = Catalogue.of(version).entries();
            assertThat(entries.stream().map(Catalogue.Entry::id)).doesNotHaveDuplicates();
            List<String> untested = entries.stream()
                    .filter(each -> each.kind() == Catalogue.Kind.SERVER)
                    .map(Catalogue.Entry::id).filter(id -> !tests.containsKey(id)).toList();
            assertThat(untested).as("statements of %s without a test", version).isEmpty();
            assertThat(entries.stream().filter(each -> each.kind() == Catalogue.Kind.SERVER)
                    .map(Catalogue.Entry::id)).as("statements that tests of %s name", version)
                    .containsAll(tests.keySet());
        }
    }

    @Test
    void everyDefectHasATest() {
        Map<Integer, List<String>> tests = defects();
        for (KnownDefects.KnownDefect each : KnownDefects.ALL) {
            assertThat(tests).as("a test of %s", each).containsKey(each.number());
        }
        assertThat(KnownDefects.ALL.stream().map(KnownDefects.KnownDefect::number))
                .containsAll(tests.keySet());
    }

    @Test
    void thePageSaysAll() {
        StringBuilder page = new StringBuilder(HEAD);
        Catalogue three = Catalogue.of(Version.V3_1_1);
        Catalogue five = Catalogue.of(Version.V5);
        row(page, "statements", three.entries().size(), five.entries().size());
        row(page, "a server can be seen to violate, each with a test",
                three.count(Catalogue.Kind.SERVER), five.count(Catalogue.Kind.SERVER));
        row(page, "bind clients only", three.count(Catalogue.Kind.CLIENT),
                five.count(Catalogue.Kind.CLIENT));
        row(page, "nobody can see this server violate", three.count(Catalogue.Kind.UNSEEN),
                five.count(Catalogue.Kind.UNSEEN));
        row(page, "of those with a test: their test is disabled", disabled(three),
                disabled(five));
        section(page, "3.1.1", three);
        section(page, "5.0", five);
        defects(page);
        ReferencePage.verify(Path.of("docs/mqtt-conformance.md"), page.toString());
    }

    private static void row(StringBuilder page, String what, long three, long five) {
        page.append("| %s | %d | %d |\n".formatted(what, three, five));
    }

    /// Statements of which every test is switched off.
    private static long disabled(Catalogue catalogue) {
        return tests(catalogue.version()).values().stream()
                .filter(all -> all.stream().allMatch(test -> test.endsWith("(disabled)"))).count();
    }

    private static void section(StringBuilder page, String name, Catalogue catalogue) {
        Map<String, List<String>> tests = tests(catalogue.version());
        page.append("\n## MQTT %s: statements with their tests\n\n".formatted(name));
        page.append("| statement | demands | checked by |\n|---|---|---|\n");
        for (Catalogue.Entry each : catalogue.entries()) {
            if (each.kind() == Catalogue.Kind.SERVER) {
                page.append("| MQTT-%s | %s | %s |\n".formatted(each.id(), each.demand(),
                        String.join("<br>", tests.getOrDefault(each.id(), List.of()))));
            }
        }
        untested(page, name, catalogue, Catalogue.Kind.CLIENT, "binding clients only");
        untested(page, name, catalogue, Catalogue.Kind.UNSEEN,
                "that nobody can see this server violate");
    }

    private static void untested(StringBuilder page, String name, Catalogue catalogue,
            Catalogue.Kind kind, String what) {
        if (catalogue.count(kind) == 0) {
            return;
        }
        page.append("\n### MQTT %s: statements %s\n\n".formatted(name, what));
        page.append("| statement | demands | why it is not tested |\n|---|---|---|\n");
        for (Catalogue.Entry each : catalogue.entries()) {
            if (each.kind() == kind) {
                page.append("| MQTT-%s | %s | %s |\n".formatted(each.id(), each.demand(),
                        each.why()));
            }
        }
    }

    private static void defects(StringBuilder page) {
        page.append("""

                ## Known defects of MQTT servers

                What suites and trackers of other servers show again and again, and what happens
                here.

                | | elsewhere | here | checked by |
                |---|---|---|---|
                """);
        Map<Integer, List<String>> tests = defects();
        for (KnownDefects.KnownDefect each : KnownDefects.ALL) {
            page.append("| %d | %s | %s | %s |\n".formatted(each.number(), each.others(),
                    each.here(),
                    String.join("<br>", tests.getOrDefault(each.number(), List.of()))));
        }
    }

    // ---- what the tests say ----

    private static Map<String, List<String>> tests(Version version) {
        Map<String, List<String>> all = new TreeMap<>();
        for (Method test : methods()) {
            Statement statement = test.getAnnotation(Statement.class);
            if (statement != null) {
                for (String id : version == Version.V5 ? statement.v5() : statement.v3()) {
                    all.computeIfAbsent(id, _ -> new ArrayList<>()).add(nameOf(test));
                }
            }
        }
        return all;
    }

    private static Map<Integer, List<String>> defects() {
        Map<Integer, List<String>> all = new TreeMap<>();
        for (Method test : methods()) {
            Defect defect = test.getAnnotation(Defect.class);
            if (defect != null) {
                for (int number : defect.value()) {
                    all.computeIfAbsent(number, _ -> new ArrayList<>()).add(nameOf(test));
                }
            }
        }
        return all;
    }

    private static String nameOf(Method test) {
        return "`%s.%s`%s".formatted(test.getDeclaringClass().getSimpleName(), test.getName(),
                test.isAnnotationPresent(Disabled.class) ? " (disabled)" : "");
    }

    /// Of every test class beside this one, by their names.
    private static List<Method> methods() {
        try {
            Path folder = Path.of(MqttConformancePageTest.class
                    .getResource("MqttConformancePageTest.class").toURI()).getParent();
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith("Test.class")).sorted()
                        .flatMap(name -> Arrays.stream(named(name).getDeclaredMethods()))
                        .filter(MqttConformancePageTest::isTest)
                        .sorted(java.util.Comparator
                                .comparing((Method method) -> method.getDeclaringClass().getName())
                                .thenComparing(Method::getName))
                        .toList();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> named(String file) {
        try {
            return Class.forName(MqttConformancePageTest.class.getPackageName() + "."
                    + file.substring(0, file.length() - ".class".length()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class)
                || method.isAnnotationPresent(InBothVersions.class);
    }
}

package tidings.system.laws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Who may import whom.
class ArchitectureTest {
    /// Packages under `tidings.gateway` that doors share.
    private static final Set<String> SHARED_BY_DOORS = Set.of("net", "payload");

    /// Libraries, and the only packages that may know them.
    private static final Map<String, List<String>> LIBRARIES = Map.ofEntries(
            Map.entry("io.netty..", List.of("tidings.gateway..")),
            Map.entry("org.rocksdb..", List.of("tidings.log.rocksdb")),
            Map.entry("tools.jackson.dataformat..", List.of("tidings.server.config")),
            Map.entry("tools.jackson..", List.of("tidings.gateway.api", "tidings.gateway.payload",
                    "tidings.gateway.centrifuge..", "tidings.server.config",
                    "tidings.server.identity")),
            Map.entry("com.nimbusds..", List.of("tidings.server.identity")),
            Map.entry("org.bouncycastle..", List.of("tidings.server.identity")),
            Map.entry("ch.qos.logback..", List.of("tidings.server.logging", "tidings.cli")),
            Map.entry("org.slf4j..", List.of("tidings.server.logging", "tidings.cli")),
            Map.entry("io.micrometer..", List.of("tidings.server.metrics")),
            Map.entry("picocli..", List.of("tidings.cli")),
            Map.entry("org.HdrHistogram..", List.of("tidings.cli.bench")));

    @Test
    void theLogsContractImportsTheJdkAndAnnotationsOnly() {
        classes().that().resideInAPackage("tidings.log").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "tidings.log")
                .because("engines and core meet here, and neither may bring a library to the other")
                .check(Codebase.CLASSES);
    }

    @Test
    void coreImportsTheLogsContractTheJdkAndAnnotationsOnly() {
        classes().that().resideInAPackage("tidings.core..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "tidings.log", "tidings.core..")
                .because("the whole of core runs in one thread in the simulation, without sockets,"
                        + " JSON or a logging library")
                .check(Codebase.CLASSES);
    }

    @Test
    void noDoorImportsAnother() {
        Set<String> doors = new TreeSet<>();
        for (JavaClass each : Codebase.CLASSES) {
            if (each.getPackageName().startsWith("tidings.gateway.")) {
                doors.add(each.getPackageName().split("\\.", 4)[2]);
            }
        }
        doors.removeAll(SHARED_BY_DOORS);
        assertThat(doors).contains("centrifuge", "http", "api");
        for (String door : doors) {
            String[] others = doors.stream().filter(other -> !other.equals(door))
                    .map(other -> "tidings.gateway." + other + "..").toArray(String[]::new);
            noClasses().that().resideInAPackage("tidings.gateway." + door + "..").should()
                    .dependOnClassesThat().resideInAnyPackage(others)
                    .because("what two doors need belongs to gateway.net (bytes), gateway.payload"
                            + " (values) or core (meaning)")
                    .check(Codebase.CLASSES);
        }
    }

    @Test
    void nothingButTheCommandLineDependsOnTheServer() {
        noClasses().that().resideOutsideOfPackages("tidings.server..", "tidings.cli..").should()
                .dependOnClassesThat().resideInAnyPackage("tidings.server..", "tidings.cli..")
                .because("the server wires the parts together; parts that know it can't be used"
                        + " without it")
                .check(Codebase.CLASSES);
        noClasses().that().resideInAPackage("tidings.server..").should().dependOnClassesThat()
                .resideInAPackage("tidings.cli..")
                .because("the server can be embedded without a command line")
                .check(Codebase.CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("tidings.(**)").should().beFreeOfCycles()
                .because("two packages that need each other are one, or a third is missing")
                .check(Codebase.CLASSES);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        LIBRARIES.forEach((library, homes) -> noClasses().that()
                .resideOutsideOfPackages(homes.toArray(String[]::new)).should()
                .dependOnClassesThat().resideInAPackage(library)
                .because(library + " is known to " + homes
                        + " only, so that it can be replaced there; see"
                        + " docs/decisions/dependencies.md")
                .check(Codebase.CLASSES));
    }

    @Test
    void everyPackageSaysWhatBelongsThereAndIsNullMarked() {
        Set<String> packages = Codebase.sources("src/main").stream()
                .map(file -> String.valueOf(file.getParent())).collect(Collectors.toSet());
        assertThat(packages).allSatisfy(folder -> {
            var info = java.nio.file.Path.of(folder, "package-info.java");
            assertThat(info).as("a newcomer reads package-info first, and NullAway checks only"
                    + " what is @NullMarked").exists();
            assertThat(Codebase.text(info)).contains("@NullMarked").startsWith("///");
        });
    }
}

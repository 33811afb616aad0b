package tidings.system.laws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Where threads meet. Everything mutable has one owner; these are the few places where two
/// threads touch the same thing, and why.
class ThreadsTest {
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("tidings.core.identity",
                    "a user's generation and allowance are shared by its sessions"),
            Map.entry("tidings.core.channel.ByteBudget",
                    "bytes in flight are counted for the whole process"),
            Map.entry("tidings.core.filter.KeptBytes",
                    "what sessions keep is counted for the whole process"),
            Map.entry("tidings.core.fanout.Inbox",
                    "shards add to what waits for a loop"),
            Map.entry("tidings.gateway.net",
                    "the loops, and what comes to them from outside"),
            Map.entry("tidings.server.identity",
                    "asked by all loops, answers from tasks of its own"),
            Map.entry("tidings.log.rocksdb", "an engine has its own writer and readers"),
            Map.entry("tidings.server", "started by one thread, stopped by another"),
            Map.entry("tidings.server.metrics",
                    "written by the log's writer, read by whoever asks"),
            Map.entry("tidings.cli",
                    "waits for the end of the process, or before another try"),
            Map.entry("tidings.cli.training", "a server on a thread of its own"));

    private static final Pattern PRIMITIVES = Pattern.compile(
            "java\\.util\\.concurrent\\.(atomic|locks)\\..*|java\\.util\\.concurrent\\.(Concurrent.*"
                    + "|CopyOnWrite.*|.*Queue|.*Deque|CountDownLatch|CyclicBarrier|Phaser"
                    + "|Semaphore|Exchanger|Executor.*|ScheduledExecutor.*|ForkJoin.*)"
                    + "|java\\.lang\\.Thread|java\\.util\\.Timer");

    private static final Pattern SLEEP = Pattern.compile("\\bsleep\\(");

    @Test
    void primitivesOfConcurrencyAreInTheNamedPlacesOnly() {
        Set<String> elsewhere = new TreeSet<>();
        for (JavaClass each : Codebase.CLASSES) {
            if (touchesThreads(each) && !named(each)) {
                elsewhere.add(each.getName());
            }
        }
        assertThat(elsewhere).as("one owner per piece of state, plain fields inside: what is shared"
                + " between threads is in the places that ThreadsTest names, with its reason")
                .isEmpty();
    }

    private static boolean touchesThreads(JavaClass each) {
        return each.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> PRIMITIVES
                        .matcher(dependency.getTargetClass().getName()).matches())
                || each.getFields().stream()
                        .anyMatch(field -> field.getModifiers().contains(JavaModifier.VOLATILE))
                || each.getMethods().stream().anyMatch(
                        method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED));
    }

    private static boolean named(JavaClass each) {
        String name = each.getName().replaceAll("\\$.*", "");
        return PLACES.containsKey(each.getPackageName()) || PLACES.containsKey(name);
    }

    @Test
    void everyNamedPlaceStillTouchesThreads() {
        Set<String> used = new TreeSet<>();
        for (JavaClass each : Codebase.CLASSES) {
            if (touchesThreads(each)) {
                used.add(each.getPackageName());
                used.add(each.getName().replaceAll("\\$.*", ""));
            }
        }
        assertThat(used).as("a place that no longer needs it loses its permission")
                .containsAll(PLACES.keySet());
    }

    @Test
    void nothingIsThreadLocal() {
        noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.lang.ThreadLocal")
                .because("loops and virtual threads make it mean something else than it says;"
                        + " hand the value over, or use ScopedValue")
                .check(Codebase.CLASSES);
    }

    @Test
    void noTestSleeps() {
        List<Path> sleepers = Codebase.sources("src/test").stream()
                .filter(file -> !file.endsWith("ThreadsTest.java"))
                .filter(file -> SLEEP.matcher(Codebase.text(file)).find()).toList();
        List<Path> inTestkit = Codebase.sources("src/main").stream()
                .filter(file -> file.toString().contains("testkit"))
                .filter(file -> SLEEP.matcher(Codebase.text(file)).find()).toList();
        assertThat(sleepers).as("a sleep is too short on one machine and too long on all others:"
                + " step a clock, or await a condition").isEmpty();
        assertThat(inTestkit).isEmpty();
    }
}

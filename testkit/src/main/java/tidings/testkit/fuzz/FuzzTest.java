package tidings.testkit.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tidings.testkit.docs.LongRun;

/// Runs a module's fuzz targets: each input of their corpus (`fuzz/<target>/` among the test's
/// resources), then changes of those inputs by a fixed seed, and where time is given
/// (`-Dtidings.fuzz.seconds=N`; ten minutes each with `-Dtidings.long=true`) Jazzer, guided by
/// what each input reaches. What Jazzer finds belongs into the corpus.
public abstract class FuzzTest {
    private static final int MUTANTS = 2_000;
    private static final long SEED = 4;
    private static final int LONG_SECONDS = 600;

    private final List<Class<?>> targets;

    protected FuzzTest(Class<?>... targets) {
        this.targets = List.of(targets);
    }

    @TestFactory
    Stream<DynamicTest> everyInputOfTheCorpus() {
        return targets.stream().flatMap(target -> corpusOf(target).stream()
                .map(file -> DynamicTest.dynamicTest(
                        target.getSimpleName() + " " + file.getFileName(),
                        () -> run(entry(target), bytes(file)))));
    }

    @TestFactory
    Stream<DynamicTest> changesOfTheCorpus() {
        return targets.stream()
                .map(target -> DynamicTest.dynamicTest(target.getSimpleName(), () -> {
                    List<byte[]> corpus = corpusOf(target).stream().map(FuzzTest::bytes).toList();
                    Random random = new Random(SEED);
                    MethodHandle entry = entry(target);
                    for (int n = 0; n < MUTANTS; n++) {
                        run(entry, Mutation.of(corpus, random));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> jazzerFindsNothing() {
        int seconds = Integer.getInteger("tidings.fuzz.seconds",
                LongRun.wanted() ? LONG_SECONDS : 0);
        return seconds == 0
                ? Stream.empty()
                : targets.stream()
                        .map(target -> DynamicTest.dynamicTest(target.getSimpleName(),
                                () -> Jazzer.run(target, corpusFolder(target), seconds)));
    }

    private static void run(MethodHandle target, byte[] input) throws Throwable {
        try {
            target.invoke(input);
        } catch (Throwable e) {
            throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
        }
    }

    private static MethodHandle entry(Class<?> target) throws ReflectiveOperationException {
        return MethodHandles.lookup().findStatic(target, "fuzzerTestOneInput",
                MethodType.methodType(void.class, byte[].class));
    }

    private static Path corpusFolder(Class<?> target) {
        URL folder = target.getResource("/fuzz/" + target.getSimpleName());
        if (folder == null) {
            throw new IllegalStateException(target + " has no corpus");
        }
        try {
            return Path.of(folder.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> corpusOf(Class<?> target) {
        try (Stream<Path> files = Files.list(corpusFolder(target))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

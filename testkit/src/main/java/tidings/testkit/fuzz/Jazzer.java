package tidings.testkit.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Jazzer's own driver in a process of its own, since it instruments what it loads. What it learns
/// and finds is in `target/fuzz/<target>/`.
final class Jazzer {
    private static final int INPUT_BYTES_MAX = 4_096;
    private static final int ONE_INPUT_SECONDS = 20;

    /// Can't look up what it wants to watch in this JDK, and Netty's queues are what it watches.
    private static final String UNSAFE = "com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer";

    private Jazzer() {}

    static void run(Class<?> target, Path corpus, int seconds)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(
                Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath());
        Path learned = Files.createDirectories(folder.resolve("learned"));
        Path output = folder.resolve("output.txt");
        Process jazzer = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.noUnsafe=false", "-cp",
                System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(), "--instrumentation_includes=tidings.**",
                "--disabled_hooks=" + UNSAFE, "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + seconds, "-max_len=" + INPUT_BYTES_MAX,
                "-timeout=" + ONE_INPUT_SECONDS, "-rss_limit_mb=0", "-print_final_stats=1",
                learned.toString(), corpus.toString())).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try {
            if (!jazzer.waitFor(seconds + 120L, TimeUnit.SECONDS)) {
                throw new AssertionError("Jazzer does not end; see " + output);
            }
        } finally {
            jazzer.destroyForcibly();
        }
        List<String> said = Files.readAllLines(output);
        if (jazzer.exitValue() != 0) {
            throw new AssertionError("%s: Jazzer found something; the input is in %s%n%s"
                    .formatted(target.getSimpleName(), folder, String.join("\n", said)));
        }
        System.out.printf("%s: %s in %d s, nothing found%n", target.getSimpleName(),
                said.stream().filter(line -> line.startsWith("stat::number_of_executed_units"))
                        .findFirst().orElse("?").replaceAll("\\s+", " "),
                seconds);
    }
}

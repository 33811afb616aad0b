package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// README's first minute, run as it is written.
class FirstMinuteTest {
    private static final Pattern POSITION = Pattern
            .compile("\"epoch\":\"([^\"]+)\",\"offset\":(\\d+)");

    @TempDir
    Path directory;

    @Test
    void itWorksAsItIsWritten() throws Exception {
        List<String> lines = curls();
        assertThat(lines).as("listen, publish twice, read, go on").hasSize(5);
        List<Process> listeners = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(directory)) {
            Path heard = directory.resolve("heard");
            listeners.add(run(server, lines.get(0), heard));
            await().atMost(Duration.ofSeconds(20)).until(() -> text(heard).contains("retry:"));
            String first = answer(server, lines.get(1));
            String second = answer(server, lines.get(2));
            await().atMost(Duration.ofSeconds(20)).until(() -> text(heard).contains("hello")
                    && text(heard).contains("\"temperature\": 21.5"));
            assertThat(answer(server, lines.get(2))).as("a repeat").contains(position(second))
                    .contains("duplicate");
            assertThat(answer(server, lines.get(3))).contains("\"text\":\"hello\"",
                    "\"data\":{\"temperature\": 21.5}");

            server.kill();
            server.start();
            Path resumed = directory.resolve("resumed");
            Matcher epoch = POSITION.matcher(first);
            assertThat(epoch.find()).as(first).isTrue();
            listeners.add(run(server, lines.get(4).replace("EPOCH", epoch.group(1)), resumed));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> text(resumed).contains("21.5"));
            assertThat(text(resumed)).doesNotContain("hello");
        } finally {
            listeners.forEach(Process::destroyForcibly);
        }
    }

    private static List<String> curls() throws Exception {
        String readme = Files.readString(ServerProcess.CHECKOUT.resolve("README.md"));
        int begin = readme.indexOf("## A first minute");
        String minute = readme.substring(begin, readme.indexOf("\n## ", begin));
        return minute.lines().filter(line -> line.startsWith("curl ")).toList();
    }

    private static Process run(ServerProcess server, String line, Path output) throws Exception {
        String here = line.replace("localhost:8000", "localhost:" + server.port());
        return new ProcessBuilder("sh", "-c", "exec " + here).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
    }

    private String answer(ServerProcess server, String line) throws Exception {
        Path output = Files.createTempFile(directory, "answer", "");
        Process curl = run(server, line.replaceFirst("^curl", "curl -sS"), output);
        assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).as(text(output)).isZero();
        return text(output);
    }

    private static String position(String answer) {
        Matcher position = POSITION.matcher(answer);
        assertThat(position.find()).as(answer).isTrue();
        return position.group();
    }

    private static String text(Path file) throws Exception {
        return Files.readString(file);
    }
}

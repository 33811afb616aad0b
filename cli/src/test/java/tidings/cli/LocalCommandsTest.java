package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.gateway.centrifuge.CentrifugeDisconnect;
import tidings.gateway.centrifuge.CentrifugeError;
import tidings.gateway.centrifuge.CentrifugeUnsubscribe;

/// Commands that need no server.
class LocalCommandsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pub", "no-such-command", "--no-such-option", "config no-such"})
    void whatCannotBeUnderstoodIsExitCode2AndSaysWhereToLook(String line) {
        CommandRun run = CommandRun.of(line.split(" "));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--help");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void withoutACommandTheHelpIsShown() {
        CommandRun run = CommandRun.of();
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("serve", "pub", "sub", "history", "config", "errors",
                "version", "completion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "pub", "sub", "history", "config", "passwd", "token",
            "bench", "errors", "version",
            "completion"})
    void everyCommandHelps(String command) {
        CommandRun run = CommandRun.of(command, "--help");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Usage: tidings " + command);
    }

    @Test
    void theVersionIsShown() {
        assertThat(CommandRun.of("version").out()).startsWith("tidings ");
        assertThat(CommandRun.of("version", "--json").out()).contains("\"version\":");
    }

    @Test
    void completionKnowsEveryCommand() {
        assertThat(CommandRun.of("completion").out()).contains("serve", "history", "--since");
    }

    @Test
    void aNewConfigurationIsFineAndIsNeverOverwritten() throws Exception {
        Path file = folder.resolve("tidings.yaml");
        assertThat(CommandRun.of("config", "init", file.toString()).exit()).isZero();
        assertThat(CommandRun.of("config", "check", file.toString()).exit()).isZero();
        String before = Files.readString(file);
        CommandRun again = CommandRun.of("config", "init", file.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("left as it is");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void showSaysWhereAValueComesFrom() throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), "listen: localhost:9000\n");
        assertThat(CommandRun.of("config", "show", "-c", file.toString(), "--data", "d").out())
                .containsPattern("listen: localhost:9000 +# .*c.yaml:1")
                .containsPattern("data: d +# --data");
        assertThat(CommandRun.of("config", "show", file.toString(), "--json").out())
                .contains(
                        "{\"key\":\"admin\",\"value\":\"localhost:8001\",\"origin\":\"default\"}");
    }

    @Test
    void everyCodeOfTheCentrifugeDoorIsExplained() {
        List<String> explained = ErrorCode.all().stream().map(ErrorCode::code).toList();
        IntStream codes = IntStream.concat(
                Stream.of(CentrifugeError.values()).mapToInt(CentrifugeError::code),
                IntStream.concat(
                        Stream.of(CentrifugeDisconnect.values())
                                .mapToInt(CentrifugeDisconnect::code),
                        Stream.of(CentrifugeUnsubscribe.values())
                                .mapToInt(CentrifugeUnsubscribe::code)));
        assertThat(codes.mapToObj(String::valueOf)).isSubsetOf(explained);
    }

    @Test
    void aCodeIsExplained() {
        assertThat(CommandRun.of("errors", "112").out()).contains("means", "do");
        assertThat(CommandRun.of("errors", "position_lost").out()).startsWith("410");
        CommandRun unknown = CommandRun.of("errors", "position_los");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("position_lost");
    }

    @Test
    void aWrongConfigurationIsSaidBeforeAnythingStarts() throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), "lisen: x\n");
        CommandRun run = CommandRun.of("serve", "-c", file.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("c.yaml:1", "did you mean listen?");
        assertThat(run.err().lines()).hasSize(1);
    }
}

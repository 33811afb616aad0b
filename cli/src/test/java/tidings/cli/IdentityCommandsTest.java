package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.server.identity.PasswordFile;

/// `tidings passwd` and `tidings token`.
class IdentityCommandsTest {
    @TempDir
    Path folder;

    private static CommandRun withStdin(String stdin, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
        try {
            return CommandRun.of(args);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aPasswordIsSetChangedAndTakenOut() throws Exception {
        String file = folder.resolve("users").toString();
        assertThat(withStdin("geheim\n", "passwd", file, "alice").exit()).isZero();
        assertThat(withStdin("secret\n", "passwd", file, "bob").exit()).isZero();
        assertThat(PasswordFile.read(Path.of(file)).users()).containsOnlyKeys("alice", "bob")
                .hasEntrySatisfying("alice", hash -> assertThat(hash.matches("geheim")).isTrue());
        assertThat(Files.readString(Path.of(file))).doesNotContain("geheim");
        assertThat(Files.getPosixFilePermissions(Path.of(file)).toString())
                .doesNotContain("OTHERS", "GROUP");
        withStdin("neu\n", "passwd", file, "alice");
        assertThat(PasswordFile.read(Path.of(file)).users()).hasEntrySatisfying("alice",
                hash -> assertThat(hash.matches("neu")).isTrue());
        assertThat(CommandRun.of("passwd", "--delete", file, "alice").exit()).isZero();
        assertThat(PasswordFile.read(Path.of(file)).users()).containsOnlyKeys("bob");
        CommandRun again = CommandRun.of("passwd", "--delete", file, "bobb");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("did you mean bob?");
    }

    @Test
    void withoutAPasswordNothingIsChanged() {
        Path file = folder.resolve("users");
        CommandRun run = withStdin("", "passwd", file.toString(), "alice");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("no password was given");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "#a", " a", "a\n"})
    void aNameThatTheFileCannotHoldIsRefused(String user) {
        CommandRun run = withStdin("x\n", "passwd", folder.resolve("users").toString(), user);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("no colon");
    }

    @Test
    void aNewTokenIsGoodAndSaysWhoseItIs() {
        String token = CommandRun.of("token", "new", "--user", "alice", "--ttl", "1h",
                "--subscribe", "news", "--secret", "s").out().strip();
        CommandRun good = CommandRun.of("token", "check", token, "--secret", "s");
        assertThat(good.exit()).isZero();
        assertThat(good.out()).startsWith("good: user alice, until 2");
        assertThat(CommandRun.of("token", "check", token, "--json", "--secret", "s").out())
                .contains("\"user\":\"alice\"", "\"channels\":[\"news\"]");
        CommandRun wrong = CommandRun.of("token", "check", token, "--secret", "t");
        assertThat(wrong.exit()).isEqualTo(4);
        assertThat(wrong.err()).contains("signature", "unverified, it says", "alice");
    }

    @Test
    void theConfigurationsSecretAudienceAndIssuerAreUsed() throws Exception {
        Path config = Files.writeString(folder.resolve("c.yaml"),
                "identity: {tokens: {hmac-secret: s, audience: us, issuer: them}}\n");
        String token = CommandRun.of("token", "new", "--user", "alice", "-c", config.toString())
                .out().strip();
        assertThat(CommandRun.of("token", "check", token, "-c", config.toString()).exit())
                .isZero();
        String other = CommandRun.of("token", "new", "--user", "alice", "--secret", "s").out()
                .strip();
        CommandRun refused = CommandRun.of("token", "check", other, "-c", config.toString());
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("audience");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(CommandRun.of("token", "new", "--user", "a").err()).contains("--secret");
        assertThat(CommandRun.of("token", "new", "--user", "a", "--ttl", "1", "--secret", "s")
                .err()).contains("--ttl", "30s");
        assertThat(CommandRun.of("token", "check", "no-such-file", "--secret", "s").err())
                .contains("no token, and no file");
    }
}

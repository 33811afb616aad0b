package tidings.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.core.identity.Verdict;
import tidings.testkit.log.SteppedTime;

class PasswordsTest {
    /// Of "geheim", cheap so that tests are fast.
    private static final String BCRYPT = "$2y$04$abcdefghijklmnopqrstuuPWRtT5yx7FBi4dcf6ROhboeNunUrLQ.";

    @TempDir
    Path folder;
    private final SteppedTime time = new SteppedTime(1_700_000_000_000L);

    private Path file(String... lines) throws Exception {
        return Files.write(folder.resolve("passwords"), List.of(lines));
    }

    private Passwords passwords(String... lines) throws Exception {
        return new Passwords(file(lines), time);
    }

    @Test
    void aNewHashKnowsItsPasswordAndNoOther() {
        PasswordHash hash = PasswordHash.of("pässword");
        assertThat(hash.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        PasswordHash read = PasswordHash.parse(hash.text());
        assertThat(read.matches("pässword")).isTrue();
        assertThat(read.matches("passwords")).isFalse();
        assertThat(PasswordHash.of("pässword").text()).isNotEqualTo(hash.text());
    }

    /// The first is in the tests of the reference implementation, the second of libxcrypt.
    @Test
    void hashesOfOtherToolsAreRead() {
        assertThat(PasswordHash.parse("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc").matches("password")).isTrue();
        assertThat(
                PasswordHash.parse("$2b$04$abcdefghijklmnopqrstuum174eFeoTj0DHmtuueFaS3Wde4P7wHG")
                        .matches("pässword"))
                .isTrue();
    }

    @Test
    void theRightPasswordIsIn() throws Exception {
        Passwords passwords = passwords("# who", "", "alice:" + BCRYPT);
        assertThat(passwords.check("alice", "geheim")).isEqualTo(Verdict.user("alice"));
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreToldTheSame() throws Exception {
        Passwords passwords = passwords("alice:" + BCRYPT);
        Verdict wrong = passwords.check("alice", "falsch");
        assertThat(wrong).isInstanceOf(Verdict.Rejected.class);
        assertThat(passwords.check("bob", "geheim")).isEqualTo(wrong);
        assertThat(passwords.check("", "geheim")).isEqualTo(wrong);
        assertThat(passwords.check("alice", "x".repeat(5_000))).isEqualTo(wrong);
    }

    @Test
    void whoIsNotThereCostsAHashOfTheSameKind() throws Exception {
        PasswordFile users = PasswordFile.read(file("alice:" + BCRYPT));
        assertThat(users.hashOf("nobody").text()).startsWith("$2y$04$");
        assertThat(new PasswordFile(Map.of()).hashOf("nobody").matches("")).isFalse();
    }

    @Test
    void aPasswordThatWasRightIsKnownForAWhile() throws Exception {
        Passwords passwords = passwords("alice:" + BCRYPT);
        assertThat(passwords.known("alice", "geheim")).isNull();
        passwords.check("alice", "geheim");
        assertThat(passwords.known("alice", "geheim")).isEqualTo(Verdict.user("alice"));
        assertThat(passwords.known("alice", "geheim ")).isNull();
        assertThat(passwords.known("bob", "geheim")).isNull();
        time.pass(Duration.ofMinutes(6));
        assertThat(passwords.known("alice", "geheim")).isNull();
    }

    @Test
    void aChangedLineTakesEffectAndItsUserIsNamed() throws Exception {
        Passwords passwords = passwords("alice:" + BCRYPT, "bob:" + BCRYPT);
        passwords.check("alice", "geheim");
        assertThat(passwords.reload()).isEmpty();
        PasswordFile users = new PasswordFile(new LinkedHashMap<>(Map.of("alice",
                PasswordHash.of("neu"))));
        users.write(folder.resolve("passwords"));
        assertThat(passwords.reload()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(passwords.known("alice", "geheim")).isNull();
        assertThat(passwords.check("alice", "geheim")).isInstanceOf(Verdict.Rejected.class);
        assertThat(passwords.check("alice", "neu")).isEqualTo(Verdict.user("alice"));
    }

    @Test
    void aLoginUnderWayCountsByTheLineThatIsThereAtItsEnd() throws Exception {
        Semaphore hashing = new Semaphore(0);
        Path file = file("alice:" + BCRYPT, "bob:" + BCRYPT);
        Passwords passwords = new Passwords(file, time, hashing);
        FutureTask<Verdict> old = underWay(passwords, hashing, 1, "alice", "geheim");
        FutureTask<Verdict> fresh = underWay(passwords, hashing, 2, "alice", "neu");
        FutureTask<Verdict> gone = underWay(passwords, hashing, 3, "bob", "geheim");
        new PasswordFile(Map.of("alice", PasswordHash.of("neu"))).write(file);
        assertThat(passwords.reload()).containsExactlyInAnyOrder("alice", "bob");
        hashing.release();
        assertThat(old.get(20, TimeUnit.SECONDS)).isInstanceOf(Verdict.Rejected.class);
        assertThat(gone.get(20, TimeUnit.SECONDS)).isInstanceOf(Verdict.Rejected.class);
        assertThat(fresh.get(20, TimeUnit.SECONDS)).isEqualTo(Verdict.user("alice"));
    }

    private static FutureTask<Verdict> underWay(Passwords passwords, Semaphore hashing, int nth,
            String user, String password) {
        FutureTask<Verdict> login = new FutureTask<>(() -> passwords.check(user, password));
        Thread.ofVirtual().start(login);
        await().until(() -> hashing.getQueueLength() == nth);
        return login;
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "alice:", "alice:plain", ":$2y$04$x", "alice:$1$abc$def",
            "alice:$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "alice:$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8"})
    void aBadLineIsAnErrorWithItsNumber(String line) throws Exception {
        Path file = file("# users", line);
        assertThatThrownBy(() -> PasswordFile.read(file)).isInstanceOf(IdentityException.class)
                .hasMessageStartingWith(file + ":2: ").hasMessageNotContaining("plain");
    }

    @Test
    void aUserWhoStandsTwiceIsAnError() throws Exception {
        Path file = file("alice:" + BCRYPT, "alice:" + BCRYPT);
        assertThatThrownBy(() -> PasswordFile.read(file)).hasMessageContaining(":2:")
                .hasMessageContaining("twice");
    }

    @Test
    void aMissingFileSaysHowToMakeOne() {
        assertThatThrownBy(() -> PasswordFile.read(folder.resolve("none")))
                .hasMessageContaining("tidings passwd");
    }
}

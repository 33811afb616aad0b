package tidings.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.core.identity.Credentials;
import tidings.core.identity.Verdict;
import tidings.core.identity.Verdict.Why;
import tidings.log.TimeSource;

class IdentitiesTest {
    private static final String LINE = "alice:$2y$04$abcdefghijklmnopqrstuuPWRtT5yx7FBi4dcf6ROhboeNunUrLQ.\n";
    private static final int CROWD = 3_000;

    @TempDir
    Path folder;
    private final LinkedBlockingQueue<Verdict> answers = new LinkedBlockingQueue<>();

    private Identities identities(boolean anonymous, TokenSettings tokens) throws Exception {
        Path file = Files.writeString(folder.resolve("users"), LINE);
        return Identities.open(new IdentitySettings(anonymous, file, tokens), TimeSource.SYSTEM);
    }

    private Verdict answer() throws InterruptedException {
        Verdict verdict = answers.poll(30, TimeUnit.SECONDS);
        if (verdict == null) {
            throw new AssertionError("no answer");
        }
        return verdict;
    }

    private static Credentials password(String user, String password) {
        return new Credentials.UserPassword(user, password, null, null);
    }

    @Test
    void whoShowsNothingIsAnsweredAtOnce() throws Exception {
        try (Identities open = identities(true, TokenSettings.NONE);
                Identities closed = identities(false, TokenSettings.NONE)) {
            open.authenticate(Credentials.ANONYMOUS, answers::add);
            assertThat(answers.poll()).isEqualTo(Verdict.ANONYMOUS);
            closed.authenticate(Credentials.ANONYMOUS, answers::add);
            assertThat(answers.poll()).isInstanceOfSatisfying(Verdict.Rejected.class,
                    rejected -> assertThat(rejected.why()).isEqualTo(Why.MISSING));
        }
    }

    @Test
    void aTokenWhereThereAreNoKeysIsWrong() throws Exception {
        try (Identities identities = identities(true, TokenSettings.NONE)) {
            assertThat(identities.takesTokens()).isFalse();
            identities.authenticate(new Credentials.Token(TestKeys.hmac("{}")), answers::add);
            assertThat(answer()).isInstanceOf(Verdict.Rejected.class);
        }
    }

    @Test
    void aCrowdIsAnsweredToTheLastAndOnlySoManyWait() throws Exception {
        try (Identities identities = identities(true, TokenSettings.NONE)) {
            for (int i = 0; i < CROWD; i++) {
                identities.authenticate(password("user" + i, "guess"), answers::add);
            }
            List<Verdict> all = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                all.add(answer());
            }
            assertThat(all).hasAtLeastOneElementOfType(Verdict.Unavailable.class)
                    .hasAtLeastOneElementOfType(Verdict.Rejected.class)
                    .doesNotHaveAnyElementsOfTypes(Verdict.Accepted.class);
            identities.authenticate(password("alice", "geheim"), answers::add);
            assertThat(answer()).isEqualTo(Verdict.user("alice"));
            assertThat(answers).isEmpty();
        }
    }

    @Test
    void passwordsThatWaitKeepNoTokenOut() throws Exception {
        Path file = Files.writeString(folder.resolve("users"), LINE);
        Semaphore hashing = new Semaphore(0);
        TokenSettings tokens = new TokenSettings(TestKeys.SECRET, null, "", "", "");
        try (Identities identities = new Identities(true,
                new Passwords(file, TimeSource.SYSTEM, hashing),
                Tokens.open(tokens, TimeSource.SYSTEM))) {
            LinkedBlockingQueue<Verdict> crowd = new LinkedBlockingQueue<>();
            for (int i = 0; i < CROWD; i++) {
                identities.authenticate(password("user" + i, "guess"), crowd::add);
            }
            assertThat(crowd).hasAtLeastOneElementOfType(Verdict.Unavailable.class);
            identities.authenticate(new Credentials.Token(TestKeys.hmac("{\"sub\":\"bob\"}")),
                    answers::add);
            assertThat(answer()).isEqualTo(Verdict.user("bob"));
        } finally {
            hashing.release(CROWD);
        }
    }

    @Test
    void aSessionIsMadeOnlyWithAPasswordThatIsStillRight() throws Exception {
        try (Identities identities = identities(true, TokenSettings.NONE)) {
            Credentials credentials = password("alice", "geheim");
            identities.authenticate(credentials, answers::add);
            assertThat(answer()).isEqualTo(Verdict.user("alice"));
            assertThat(identities.stillAccepts(credentials)).isTrue();
            LinkedBlockingQueue<String> revoked = new LinkedBlockingQueue<>();
            identities.watch(revoked::add);
            Files.writeString(folder.resolve("users"), "# nobody\n");
            assertThat(revoked.poll(30, TimeUnit.SECONDS)).isEqualTo("alice");
            assertThat(identities.stillAccepts(credentials)).isFalse();
            assertThat(identities.stillAccepts(Credentials.ANONYMOUS)).isTrue();
        }
    }

    @Test
    void aPasswordThatWasRightCostsNoHashAgain() throws Exception {
        try (Identities identities = identities(true, TokenSettings.NONE)) {
            identities.authenticate(password("alice", "geheim"), answers::add);
            assertThat(answer()).isEqualTo(Verdict.user("alice"));
            identities.authenticate(password("alice", "geheim"), answers::add);
            assertThat(answers.poll()).as("from within the call").isEqualTo(Verdict.user("alice"));
        }
    }
}

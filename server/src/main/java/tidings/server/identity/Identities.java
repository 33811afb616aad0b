package tidings.server.identity;

import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.core.identity.Authenticator;
import tidings.core.identity.Credentials;
import tidings.core.identity.GrantVerdict;
import tidings.core.identity.Verdict;
import tidings.gateway.net.FileWatch;
import tidings.log.TimeSource;

/// Finds out who somebody is, each on a task of its own; a bounded number at a time.
public final class Identities implements Authenticator, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Identities.class.getName());
    /// Of one kind. More wait for nothing: they would be gone before their turn came.
    private static final int WAITING_MAX = 1_024;
    private static final Verdict.Rejected MISSING = new Verdict.Rejected(Verdict.Why.MISSING,
            "show who you are: a token, or a user and a password");

    private final boolean anonymous;
    private final @Nullable Passwords passwords;
    private final @Nullable Tokens tokens;
    /// Apart, for a password takes a thousand times as long: guessing them keeps no token out.
    private final Semaphore passwordsWaiting = new Semaphore(WAITING_MAX);
    private final Semaphore tokensWaiting = new Semaphore(WAITING_MAX);
    private final FileWatch watch = new FileWatch();

    Identities(boolean anonymous, @Nullable Passwords passwords,
            @Nullable Tokens tokens) {
        this.anonymous = anonymous;
        this.passwords = passwords;
        this.tokens = tokens;
    }

    /// @throws IdentityException with what can't be used, a line each
    public static Identities open(IdentitySettings settings, TimeSource time)
            throws IdentityException {
        Passwords passwords = settings.passwords() == null
                ? null
                : new Passwords(settings.passwords(), time);
        Tokens tokens = settings.tokens().configured()
                ? Tokens.open(settings.tokens(), time)
                : null;
        return new Identities(settings.anonymous(), passwords, tokens);
    }

    /// Looks after the password file from now on.
    ///
    /// @param onRevoked hears of each user whose password is another now, or who is gone
    public void watch(Consumer<String> onRevoked) {
        if (passwords == null) {
            return;
        }
        Passwords watched = passwords;
        watch.start("task-password-file", () -> watched.reload().forEach(onRevoked));
    }

    @Override
    public void authenticate(Credentials credentials, Consumer<Verdict> answer) {
        switch (credentials) {
            case Credentials.Anonymous() -> answer.accept(anonymous ? Verdict.ANONYMOUS : MISSING);
            case Credentials.UserPassword(var user, _, _, var subject) when subject != null
                    && user.isEmpty() ->
                answer.accept(Certificates.check(subject));
            case Credentials.UserPassword(var user, var password, _, _) -> {
                Passwords asked = passwords;
                Verdict known = asked == null
                        ? unknown("passwords")
                        : asked.known(user, password);
                if (known != null) {
                    answer.accept(known);
                } else if (asked != null) {
                    later(passwordsWaiting, () -> asked.check(user, password), answer,
                            Verdict.Unavailable::new);
                }
            }
            case Credentials.Token(var jwt) -> {
                Tokens asked = tokens;
                if (asked == null) {
                    answer.accept(unknown("tokens"));
                } else {
                    later(tokensWaiting, () -> asked.check(jwt), answer, Verdict.Unavailable::new);
                }
            }
        }
    }

    /// Only passwords can be taken back.
    @Override
    public boolean stillAccepts(Credentials credentials) {
        return passwords == null
                || !(credentials instanceof Credentials.UserPassword(var user, var password, _, _))
                || user.isEmpty()
                || passwords.known(user, password) instanceof Verdict.Accepted;
    }

    @Override
    public void checkGrant(String token, Consumer<GrantVerdict> answer) {
        Tokens asked = tokens;
        if (asked == null) {
            answer.accept(unknown("tokens"));
        } else {
            later(tokensWaiting, () -> asked.checkGrant(token), answer, Verdict.Unavailable::new);
        }
    }

    @Override
    public boolean takesTokens() {
        return tokens != null;
    }

    private static Verdict.Rejected unknown(String what) {
        return new Verdict.Rejected(Verdict.Why.WRONG, "this server takes no " + what);
    }

    private interface Check<V> {
        V check() throws InterruptedException, UnavailableException;
    }

    private static <V> void later(Semaphore waiting, Check<V> check, Consumer<V> answer,
            Function<String, V> unavailable) {
        if (!waiting.tryAcquire()) {
            answer.accept(unavailable.apply("too many are finding out who they are"));
            return;
        }
        Thread.ofVirtual().name("task-identity").start(() -> {
            V verdict = unavailable.apply("who this is could not be found out");
            try {
                verdict = check.check();
            } catch (UnavailableException e) {
                verdict = unavailable.apply(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOGGER.log(Level.ERROR, "finding out who somebody is failed", e);
            } finally {
                waiting.release();
                answer.accept(verdict);
            }
        });
    }

    @Override
    public void close() {
        watch.close();
    }
}

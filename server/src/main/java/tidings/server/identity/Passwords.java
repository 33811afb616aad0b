package tidings.server.identity;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.core.identity.Verdict;
import tidings.gateway.net.FileStamp;
import tidings.log.TimeSource;

/// The users of a password file, as it is now. From any thread.
final class Passwords {
    private static final System.Logger LOGGER = System.getLogger(Passwords.class.getName());
    private static final Verdict WRONG = new Verdict.Rejected(Verdict.Why.WRONG,
            "this is no user with this password");

    /// Whoever waits for longer has given up.
    private static final Duration WAIT = Duration.ofSeconds(8);

    private final Path file;
    private final SeenPasswords seen;
    /// How many hashes are computed at a time: each takes a core and megabytes, and the loops need
    /// cores as well.
    private final Semaphore hashing;
    private volatile PasswordFile users;
    /// Of the file when it was last looked at. Only the task that watches it touches this.
    private FileStamp stamp;

    Passwords(Path file, TimeSource time) throws IdentityException {
        this(file, time, new Semaphore(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2)));
    }

    /// @param hashing a permit for each hash that may be computed at a time
    Passwords(Path file, TimeSource time, Semaphore hashing) throws IdentityException {
        this.file = file;
        this.hashing = hashing;
        this.seen = new SeenPasswords(time);
        this.stamp = FileStamp.of(file);
        this.users = PasswordFile.read(file);
    }

    /// The verdict if it is known without a hash.
    @Nullable
    Verdict known(String user, String password) {
        if (!isLegal(user, password)) {
            return WRONG;
        }
        PasswordHash hash = users.users().get(user);
        return hash != null && seen.contains(user, password, hash) ? accepted(user) : null;
    }

    /// Takes tens of milliseconds of a core, and waits for a while until one is free.
    ///
    /// @throws UnavailableException if none is
    Verdict check(String user, String password)
            throws InterruptedException, UnavailableException {
        Verdict known = known(user, password);
        if (known != null) {
            return known;
        }
        while (true) {
            PasswordFile before = users;
            boolean right = matches(before.hashOf(user), password) && before.knows(user);
            // Whoever ends the sessions of a changed line knows nothing of this one: what counts is
            // the line that is there now.
            PasswordHash line = users.users().get(user);
            if (same(before.users().get(user), line)) {
                if (!right || line == null) {
                    return WRONG;
                }
                seen.add(user, password, line);
                return accepted(user);
            }
        }
    }

    private boolean matches(PasswordHash hash, String password)
            throws InterruptedException, UnavailableException {
        if (!hashing.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new UnavailableException("too many passwords wait to be checked");
        }
        try {
            return hash.matches(password);
        } finally {
            hashing.release();
        }
    }

    private static boolean isLegal(String user, String password) {
        return !user.isEmpty() && UserIds.isLegal(user)
                && password.length() <= PasswordHash.PASSWORD_CHARS_MAX;
    }

    private static Verdict accepted(String user) {
        return Verdict.user(user);
    }

    /// Reads the file again if it has changed. A file that can't be used is said once, and the
    /// users stay as they were.
    ///
    /// @return users whose password is another now, or who are gone
    List<String> reload() {
        FileStamp now = FileStamp.of(file);
        if (now.equals(stamp)) {
            return List.of();
        }
        stamp = now;
        PasswordFile before = users;
        try {
            users = PasswordFile.read(file);
        } catch (IdentityException e) {
            LOGGER.log(Level.ERROR, "the password file changed and can't be used; the users stay as"
                    + " they were: " + e.getMessage());
            return List.of();
        }
        LOGGER.log(Level.INFO, "the password file changed: %d users".formatted(
                users.users().size()));
        PasswordFile after = users;
        return before.users().entrySet().stream().filter(
                entry -> !same(entry.getValue(), after.users().get(entry.getKey())))
                .map(Map.Entry::getKey).toList();
    }

    private static boolean same(@Nullable PasswordHash before, @Nullable PasswordHash after) {
        return Objects.equals(textOf(before), textOf(after));
    }

    private static @Nullable String textOf(@Nullable PasswordHash hash) {
        return hash == null ? null : hash.text();
    }
}

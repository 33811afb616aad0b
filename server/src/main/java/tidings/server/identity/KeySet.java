package tidings.server.identity;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tidings.log.TimeSource;

/// A JSON Web Key Set that is kept, and read again now and then, and when a token names a key that
/// is not in it. From any task.
///
/// A source that hangs or fails costs only tokens with keys that are not known: those are told to
/// try later. What is known goes on being used. Nor is a key unknown for good before the set was
/// read for its sake: whoever makes up names of keys would lock out those who have a new one.
final class KeySet {
    private static final System.Logger LOGGER = System.getLogger(KeySet.class.getName());
    private static final Duration KEPT = Duration.ofMinutes(10);
    /// Between two readings for keys that are not there; anybody can make up names of keys.
    private static final Duration BETWEEN_READS = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int WAITING_MAX = 64;

    /// What is known.
    ///
    /// @param known  whether it was ever read
    /// @param failed whether the last try failed
    /// @param triedNs when that was
    private record State(List<TokenKey> keys, boolean known, boolean failed, long triedNs) {
        boolean has(@Nullable String id) {
            return known && (id == null || keys.stream().anyMatch(key -> id.equals(key.id())));
        }
    }

    private final String place;
    private final KeySource source;
    private final TimeSource time;
    private final ReentrantLock reading = new ReentrantLock();
    private final Semaphore waiting = new Semaphore(WAITING_MAX);
    private volatile State state;

    KeySet(String place, KeySource source, TimeSource time) {
        this.place = place;
        this.source = source;
        this.time = time;
        this.state = new State(List.of(), false, false,
                time.monotonicNs() - KEPT.toNanos());
    }

    /// All keys, after trying to have the one that is asked for. Blocks for seconds at most.
    ///
    /// @param id null if any may do
    /// @throws UnavailableException if the key may exist, and nobody can say now
    List<TokenKey> keys(@Nullable String id) throws UnavailableException, InterruptedException {
        State now = state;
        if (now.has(id)) {
            boolean old = time.monotonicNs() - now.triedNs > KEPT.toNanos();
            if (old && reading.tryLock()) {
                try {
                    readIfDue(id);
                } finally {
                    reading.unlock();
                }
            }
            return state.keys;
        }
        boolean read = due(now, id) && readOrWait(id);
        now = state;
        if (now.has(id) || (read && !now.failed)) {
            return now.keys;
        }
        throw new UnavailableException(now.failed
                ? "the keys for tokens can't be had at the moment"
                : "the token's key is not known yet, and the keys were read a moment ago");
    }

    /// @return whether the set was read for this one, so that it is as of now
    private boolean readOrWait(@Nullable String id)
            throws UnavailableException, InterruptedException {
        if (!waiting.tryAcquire()) {
            throw new UnavailableException("too many wait for the keys for tokens");
        }
        try {
            if (!reading.tryLock(2 * KeySource.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new UnavailableException("the keys for tokens can't be had at the moment");
            }
            try {
                return readIfDue(id);
            } finally {
                reading.unlock();
            }
        } finally {
            waiting.release();
        }
    }

    private boolean due(State now, @Nullable String id) {
        Duration pause = now.failed ? AFTER_FAILURE : now.has(id) ? KEPT : BETWEEN_READS;
        return time.monotonicNs() - now.triedNs >= pause.toNanos();
    }

    /// With the lock: whoever had it before may have read what this one came for.
    private boolean readIfDue(@Nullable String id) {
        State before = state;
        if (!due(before, id)) {
            return false;
        }
        try {
            List<TokenKey> keys = PublicKeys.jwks(source.read());
            state = new State(keys, true, false, time.monotonicNs());
        } catch (IOException | ParseException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "the key set at %s can't be had: %s".formatted(place, e));
            state = new State(before.keys, before.known, true, time.monotonicNs());
        }
        return true;
    }
}

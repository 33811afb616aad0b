package tidings.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tidings.log.TimeSource;

/// Passwords that were right a short while ago, so that thousands of devices that come back at once
/// cost no hash each. Kept is neither a password nor what one could be guessed from at leisure: a
/// code under a key that only this process has, together with the hash in the file, so a changed
/// line is never found. From any thread.
final class SeenPasswords {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int ENTRIES_MAX = 10_000;

    private final TimeSource time;
    private final SecretKeySpec key;
    /// User → code and when it was right; the one that was used least comes first. Guarded by
    /// itself.
    private final Map<String, Seen> byUser = new LinkedHashMap<>(16, 0.75f, true);

    private record Seen(byte[] code, long atNs) {}

    SeenPasswords(TimeSource time) {
        this.time = time;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    boolean contains(String user, String password, PasswordHash hash) {
        Seen seen;
        synchronized (byUser) {
            seen = byUser.get(user);
        }
        return seen != null && time.monotonicNs() - seen.atNs < KEPT.toNanos()
                && MessageDigest.isEqual(seen.code, code(password, hash));
    }

    void add(String user, String password, PasswordHash hash) {
        Seen seen = new Seen(code(password, hash), time.monotonicNs());
        synchronized (byUser) {
            byUser.put(user, seen);
            if (byUser.size() > ENTRIES_MAX) {
                byUser.remove(byUser.keySet().iterator().next());
            }
        }
    }

    private byte[] code(String password, PasswordHash hash) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(hash.text().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}

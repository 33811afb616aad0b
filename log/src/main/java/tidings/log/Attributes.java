package tidings.log;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a publisher says about a message beside what it is. Immutable.
///
/// @param key the message becomes the channel's state under this key; null if it becomes none. An
///     MQTT retained message is the state under the empty key
/// @param removed with `key`: the state under it ends instead
/// @param expiresMs wall time from which on nobody is to get it any more; 0 for never
/// @param qos how hard the publisher wants it delivered: 0 at most once, 1 at least once, 2 exactly
///     once (MQTT 5.0 §4.3)
/// @param properties what an MQTT publisher wants handed on unchanged, as it stands on the wire of
///     MQTT 5.0 (§3.3.2.3; neither expiry nor alias nor subscription identifiers); null for nothing
public record Attributes(@Nullable String key, boolean removed, long expiresMs, int qos,
        byte @Nullable [] properties) {
    /// Of a message whose publisher said nothing: whoever publishes without MQTT wants it delivered.
    public static final Attributes NONE = new Attributes(null, false, 0, 1, null);

    // Written out: javac loses the annotation of the array in a compact constructor.
    public Attributes(@Nullable String key, boolean removed, long expiresMs, int qos,
            byte @Nullable [] properties) {
        if (qos < 0 || qos > 2) {
            throw new IllegalArgumentException("qos must be 0 to 2, not " + qos);
        }
        this.key = key;
        this.removed = removed;
        this.expiresMs = expiresMs;
        this.qos = qos;
        this.properties = properties;
    }

    /// Whether nobody is to get it any more.
    public boolean expired(long wallMs) {
        return expiresMs != 0 && wallMs >= expiresMs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attributes(var k, boolean r, long e, int q, byte[] p)
                && Objects.equals(k, key) && r == removed && e == expiresMs && q == qos
                && Arrays.equals(p, properties);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, removed, expiresMs, qos, Arrays.hashCode(properties));
    }
}

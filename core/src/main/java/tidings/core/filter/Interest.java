package tidings.core.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.log.Message;

/// What all filters of a session that match a channel ask for together: one message comes once,
/// with the highest QoS and all identifiers (MQTT 5.0 §3.3.4).
///
/// @param noLocal if any of them says so
/// @param retainAsPublished if any of them says so
/// @param identifiers in no particular order
/// @param ofOwn with `noLocal`, what those ask for together that don't say so: it holds for what the
///     session itself has published; null if there are none
public record Interest(int qos, boolean noLocal, boolean retainAsPublished, int[] identifiers,
        @Nullable Interest ofOwn) {
    private static final int[] NONE = {};

    static Interest of(FilterOptions options) {
        return new Interest(options.qos(), options.noLocal(), options.retainAsPublished(),
                options.identifier() == 0 ? NONE : new int[]{options.identifier()}, null);
    }

    static @Nullable Interest of(List<FilterSubscription> matching) {
        if (matching.isEmpty()) {
            return null;
        }
        if (matching.size() == 1) {
            return of(matching.getFirst().options());
        }
        int qos = 0;
        List<FilterSubscription> local = matching.stream()
                .filter(each -> !each.options().noLocal()).toList();
        boolean noLocal = local.size() < matching.size();
        boolean retainAsPublished = false;
        int[] identifiers = NONE;
        for (FilterSubscription subscription : matching) {
            FilterOptions options = subscription.options();
            qos = Math.max(qos, options.qos());
            retainAsPublished |= options.retainAsPublished();
            if (options.identifier() != 0) {
                identifiers = Arrays.copyOf(identifiers, identifiers.length + 1);
                identifiers[identifiers.length - 1] = options.identifier();
            }
        }
        return new Interest(qos, noLocal, retainAsPublished, identifiers,
                noLocal ? of(local) : null);
    }

    /// What is asked for of a message; null if nothing, as it is the session's own.
    @Nullable
    Interest in(Message message, Audience audience) {
        return noLocal && audience.isOwn(message) ? ofOwn : this;
    }

    /// With which QoS a message is sent.
    int qosOf(Message message) {
        return Math.min(message.attributes().qos(), qos);
    }

    /// Whether a message is sent with the retain flag, unless it is sent as a channel's state.
    boolean retainOf(Message message) {
        return retainAsPublished && message.attributes().key() != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Interest(int q, boolean n, boolean r, int[] ids, var own)
                && q == qos && n == noLocal && r == retainAsPublished
                && Arrays.equals(ids, identifiers) && Objects.equals(own, ofOwn);
    }

    @Override
    public int hashCode() {
        return qos + 31 * Arrays.hashCode(identifiers);
    }
}

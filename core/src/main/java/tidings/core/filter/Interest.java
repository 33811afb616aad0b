package tidings.core.filter;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.Message;

/// What all filters of a session that match a channel ask for together: one message comes once,
/// with the highest QoS and all identifiers (MQTT 5.0 §3.3.4).
///
/// @param noLocal only if all of them say so
/// @param retainAsPublished if any of them says so
/// @param identifiers in no particular order
public record Interest(int qos, boolean noLocal, boolean retainAsPublished, int[] identifiers) {
    private static final int[] NONE = {};

    static Interest of(FilterOptions options) {
        return new Interest(options.qos(), options.noLocal(), options.retainAsPublished(),
                options.identifier() == 0 ? NONE : new int[]{options.identifier()});
    }

    static @Nullable Interest of(List<FilterSubscription> matching) {
        if (matching.isEmpty()) {
            return null;
        }
        if (matching.size() == 1) {
            return of(matching.getFirst().options());
        }
        int qos = 0;
        boolean noLocal = true;
        boolean retainAsPublished = false;
        int[] identifiers = NONE;
        for (FilterSubscription subscription : matching) {
            FilterOptions options = subscription.options();
            qos = Math.max(qos, options.qos());
            noLocal &= options.noLocal();
            retainAsPublished |= options.retainAsPublished();
            if (options.identifier() != 0) {
                identifiers = Arrays.copyOf(identifiers, identifiers.length + 1);
                identifiers[identifiers.length - 1] = options.identifier();
            }
        }
        return new Interest(qos, noLocal, retainAsPublished, identifiers);
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
        return other instanceof Interest(int q, boolean n, boolean r, int[] ids) && q == qos
                && n == noLocal && r == retainAsPublished && Arrays.equals(ids, identifiers);
    }

    @Override
    public int hashCode() {
        return qos + 31 * Arrays.hashCode(identifiers);
    }
}

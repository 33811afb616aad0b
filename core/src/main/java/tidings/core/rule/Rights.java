package tidings.core.rule;

import java.util.List;
import java.util.stream.Stream;

/// Who may do what in the channels of a rule.
///
/// @param subscribe [Who#SUBSCRIBERS] makes no sense here and is refused
/// @param owners    which of the channels belong to whom, for [Who#OWNERS]
public record Rights(Who subscribe, Who publish, Who history, Who presence,
        List<OwnerPattern> owners) {
    public static final Rights ALL = new Rights(Who.EVERYBODY, Who.EVERYBODY, Who.EVERYBODY,
            Who.EVERYBODY, List.of());

    public Rights {
        owners = List.copyOf(owners);
        if (subscribe == Who.SUBSCRIBERS) {
            throw new IllegalArgumentException(
                    "subscribe can't be for subscribers; say everybody, authenticated, owners or"
                            + " nobody");
        }
        boolean needed = Stream.of(subscribe, publish, history, presence)
                .anyMatch(who -> who == Who.OWNERS);
        if (needed && owners.isEmpty()) {
            throw new IllegalArgumentException("a right is for owners, and there are none: say"
                    + " which channels belong to whom, as owners: [%s]".formatted("devices/%c/**"));
        }
        if (!needed && !owners.isEmpty()) {
            throw new IllegalArgumentException(
                    "there are owners, but no right is for them; say for example publish: owners");
        }
    }

    /// Whether a channel belongs to somebody.
    public boolean owns(String channel, String user, String clientId) {
        for (OwnerPattern pattern : owners) {
            if (pattern.matches(channel, user, clientId)) {
                return true;
            }
        }
        return false;
    }
}

package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.MessageId;
import tidings.system.lab.history.Place;

/// What its publisher was told of one message, over all its tries.
final class Fate {
    record Ack(long timeNs, @Nullable Place at) {}

    final MessageId id;
    final String key;
    final long invokedNs;
    int tries;
    boolean unknown;
    String lane = "";
    final List<Ack> acks = new ArrayList<>(1);
    /// When the last answer came; 0 for none.
    long answeredNs;

    Fate(MessageId id, String key, long invokedNs) {
        this.id = id;
        this.key = key;
        this.invokedNs = invokedNs;
    }

    /// The acknowledgement of what is there in the end: what was lost with an epoch, and sent
    /// again, was acknowledged for that before.
    Ack ackIn(String epoch) {
        return acks.stream().filter(ack -> ack.at() != null && ack.at().epoch().equals(epoch))
                .findFirst().orElse(acks.getLast());
    }

    boolean acked() {
        return !acks.isEmpty();
    }

    boolean keyed() {
        return !key.isEmpty();
    }

    /// Whether it is surely not in the log.
    boolean failed() {
        return !acked() && !unknown && answeredNs > 0;
    }

    @Override
    public String toString() {
        return "%s (%s, tries %d, acks %s)".formatted(id, keyed() ? "key" : "no key", tries, acks);
    }
}

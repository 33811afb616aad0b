package tidings.gateway.mqtt;

import java.util.ArrayDeque;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.gateway.mqtt.wire.FromServer;
import tidings.gateway.mqtt.wire.Pubrec;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Acknowledgements of one client's publishes, sent in the order in which the publishes came
/// (MQTT 5.0 §4.6), although their channels' shards answer in any.
@OwnedBy(Owner.LOOP)
final class AckQueue {
    /// One publish that is not answered yet.
    static final class Pending {
        private @Nullable FromServer answer;
    }

    private final Consumer<FromServer> out;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>(4);

    AckQueue(Consumer<FromServer> out) {
        this.out = out;
    }

    Pending begin() {
        Pending next = new Pending();
        pending.addLast(next);
        return next;
    }

    void answer(Pending one, FromServer answer) {
        one.answer = answer;
        for (Pending first = pending.peekFirst(); first != null
                && first.answer != null; first = pending.peekFirst()) {
            pending.removeFirst();
            out.accept(first.answer);
        }
    }

    int count() {
        return pending.size();
    }

    /// Those that are not among the received: a PUBREC that waits for its turn is for one that is.
    int countBeside(Set<Integer> received) {
        int count = 0;
        for (Pending each : pending) {
            count += each.answer instanceof Pubrec pubrec && received.contains(pubrec.packetId())
                    ? 0
                    : 1;
        }
        return count;
    }
}

package tidings.core.filter;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import tidings.core.flaw.PlantedFlaw;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What an earlier connection was sent and did not acknowledge: it is sent again, in its order, under
/// the same packet identifiers, before anything new, and no more of it at a time than the client takes
/// now. What is to be released comes first, and at once (MQTT 5.0 §4.9): it was received before anything
/// that comes again is. Until it is completed it counts as taken all the same.
@OwnedBy(Owner.LOOP)
final class Resends {
    private final Rereads rereads;
    private final Steps steps;
    private final Deliveries deliveries;
    private final LongConsumer onGap;
    private final ArrayDeque<InFlight> left;
    /// The identifiers of what this connection was sent again and has no last answer to.
    private final Set<Integer> openHere = new HashSet<>(4);

    Resends(FilterServices services, Steps steps, Deliveries deliveries,
            LongConsumer onGap) {
        this.rereads = new Rereads(services, steps);
        this.steps = steps;
        this.deliveries = deliveries;
        this.onGap = onGap;
        this.left = new ArrayDeque<>(deliveries.all());
    }

    boolean done() {
        return left.isEmpty();
    }

    /// The next one of them, if there is room for it.
    void step() {
        InFlight one = left.getFirst();
        if (!deliveries.isStill(one)) {
            left.removeFirst();
            steps.next();
        } else if (one.released()) {
            left.removeFirst();
            openHere.add(one.packetId());
            deliveries.releaseAgain(one);
            steps.next();
        } else if (!hasRoom()) {
            return; // it goes on with an acknowledgement, or when what waits is sent
        } else {
            rereads.read(one, message -> send(one, message), () -> lost(one));
        }
    }

    private boolean hasRoom() {
        if (PlantedFlaw.RESENT_AT_ONCE.planted()) {
            return true;
        }
        openHere.removeIf(id -> deliveries.get(id) == null);
        return openHere.size() < deliveries.max() && deliveries.mayWait();
    }

    private void send(InFlight one, Message message) {
        left.removeFirst();
        if (deliveries.isStill(one)) {
            openHere.add(one.packetId());
            deliveries.sendAgain(one, message);
        }
        steps.next();
    }

    /// Its entry is no longer kept.
    private void lost(InFlight one) {
        left.removeFirst();
        onGap.accept(1);
        deliveries.finish(one);
    }
}

package tidings.core.fanout;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tidings.core.loop.Loop;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What shards have given one loop to deliver, and for how long it does that at a time. What it has no
/// time for waits for a later turn, and all that comes after it, so everything keeps its order.
///
/// What waits is weighed, so that a shard can see that the loop is behind: the only thing here that
/// several threads touch.
@OwnedBy(Owner.LOOP)
final class Inbox {
    /// What one turn of a shard had for this loop, or a part of it.
    private record Given(List<LoopEvent> events, long bytes) {}

    private final Loop loop;
    private final DeliveryLimits limits;
    private final Consumer<List<LoopEvent>> deliver;
    /// Of all that was given and is not delivered. Added to by shards, taken from by the loop.
    private final AtomicLong bytes = new AtomicLong();
    /// What this turn has no time for.
    private final ArrayDeque<Given> waiting = new ArrayDeque<>(0);
    private boolean goingOn;
    /// Whether anything has been delivered in this turn, and since when.
    private boolean delivering;
    private long beganNs;

    /// @param deliver called on the loop, with each list in the order in which it came
    Inbox(Loop loop, DeliveryLimits limits, Consumer<List<LoopEvent>> deliver) {
        this.loop = loop;
        this.limits = limits;
        this.deliver = deliver;
    }

    /// From any thread.
    void put(List<LoopEvent> events) {
        long weight = 0;
        for (int i = 0; i < events.size(); i++) {
            weight += events.get(i).weight();
        }
        if (weight > 0) {
            bytes.addAndGet(weight);
        }
        Given given = new Given(events, weight);
        loop.execute(() -> onGiven(given));
    }

    /// Whether more waits than may before publishers wait for it, too. From any thread.
    boolean full() {
        return bytes.get() > limits.waitingBytesMax();
    }

    private void onGiven(Given given) {
        if (waiting.isEmpty() && hasTime()) {
            deliver(given);
        } else {
            waiting.addLast(given);
            goOnLater();
        }
    }

    /// In every turn for one at least.
    private boolean hasTime() {
        if (!delivering) {
            delivering = true;
            beganNs = loop.monotonicNs();
            loop.atTurnEnd(this::onTurnEnd);
            return true;
        }
        return loop.monotonicNs() - beganNs < limits.turnNsMax();
    }

    private void onTurnEnd() {
        delivering = false;
    }

    private void goOnLater() {
        if (!goingOn) {
            goingOn = true;
            loop.schedule(0, this::goOn);
        }
    }

    private void goOn() {
        goingOn = false;
        while (!waiting.isEmpty() && hasTime()) {
            deliver(waiting.removeFirst());
        }
        if (!waiting.isEmpty()) {
            goOnLater();
        }
    }

    private void deliver(Given given) {
        deliver.accept(given.events());
        if (given.bytes() > 0) {
            bytes.addAndGet(-given.bytes());
        }
    }
}

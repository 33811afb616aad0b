package tidings.system.lab.fleet;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Of devices that share a subscription: all messages in the end, in whatever order, and none of
/// QoS 2 twice, to whomever. For any thread.
final class SharedInbox implements Inbox {
    private final Fleet fleet;
    private final String name;
    private final Map<String, BitSet> seen = new HashMap<>();

    SharedInbox(Fleet fleet, String name) {
        this.fleet = fleet;
        this.name = name;
    }

    @Override
    public synchronized void on(Packet.Publish message, boolean once) {
        @Nullable
        Reading reading = Reading.read(message);
        if (reading == null) {
            return;
        }
        BitSet numbers = seen.computeIfAbsent(reading.topic(), _ -> new BitSet());
        boolean again = numbers.get((int) reading.number());
        fleet.onReceived(again);
        if (again && once) {
            fleet.violation("%s got %s twice, DUP %s".formatted(name, reading,
                    message.duplicate()));
        }
        numbers.set((int) reading.number());
    }

    @Override
    public synchronized long highest(String topic) {
        BitSet numbers = seen.get(topic);
        return numbers == null ? 0 : numbers.nextClearBit(1) - 1;
    }

    @Override
    public String toString() {
        return name;
    }
}

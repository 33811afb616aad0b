package tidings.system.lab.fleet;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Of one device: the messages of a topic in their order, none passed over, and none of QoS 2 twice.
/// Guarded by its device.
final class OwnInbox implements Inbox {
    private final Fleet fleet;
    private final String device;
    private final Map<String, Long> highest = new HashMap<>();

    OwnInbox(Fleet fleet, String device) {
        this.fleet = fleet;
        this.device = device;
    }

    @Override
    public void on(Packet.Publish message, boolean once) {
        if (message.retain()) {
            fleet.violation("%s got %s as if it were retained".formatted(device,
                    message.topic()));
        }
        @Nullable
        Reading reading = Reading.read(message);
        if (reading == null) {
            return;
        }
        long before = highest.getOrDefault(reading.topic(), 0L);
        boolean again = reading.number() <= before;
        fleet.onReceived(again);
        if (!reading.topic().equals(message.topic())) {
            fleet.violation("%s got in %s what belongs into %s".formatted(device,
                    message.topic(), reading.topic()));
        } else if (again && once) {
            fleet.violation("%s got %s twice, at %d, DUP %s, id %d".formatted(device, reading,
                    before, message.duplicate(), message.id()));
        } else if (reading.number() > Device.after(reading.topic(), before)) {
            fleet.violation("%s got %s after %d".formatted(device, reading, before));
        }
        highest.put(reading.topic(), Math.max(before, reading.number()));
    }

    @Override
    public long highest(String topic) {
        return highest.getOrDefault(topic, 0L);
    }

    @Override
    public String toString() {
        return highest.toString();
    }
}

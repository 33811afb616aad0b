package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.MessageId;
import tidings.system.lab.history.Place;

/// C12: one key was acknowledged at two positions of an epoch, or has two entries.
record Idempotency() implements Check {
    @Override
    public String number() {
        return "C12";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        for (ChannelTrace channel : trace.channels()) {
            channel.fates.values().stream().filter(Fate::keyed)
                    .forEach(fate -> acknowledged(channel, fate, found));
            stored(channel, found);
        }
        return found;
    }

    private static void acknowledged(ChannelTrace channel, Fate fate, List<String> found) {
        Map<String, Place> byEpoch = new HashMap<>();
        for (Fate.Ack ack : fate.acks) {
            if (ack.at() != null) {
                Place first = byEpoch.putIfAbsent(ack.at().epoch(), ack.at());
                if (first != null && !first.equals(ack.at())) {
                    found.add("%s of %s was acknowledged at %s and at %s".formatted(fate,
                            channel.name, first, ack.at()));
                }
            }
        }
        // A repeat that is answered with another's position.
        Long offset = channel.offsetOf(fate.id);
        Place said = byEpoch.get(channel.head().epoch());
        if (offset != null && said != null && fate.tries > 1 && said.offset() != offset) {
            found.add("%s of %s is at %d".formatted(fate, channel.name, offset));
        }
    }

    private static void stored(ChannelTrace channel, List<String> found) {
        Map<MessageId, Long> offsets = new HashMap<>();
        for (Event.Stored stored : channel.log()) {
            Fate fate = channel.fates.get(stored.id());
            if (fate != null && fate.keyed()) {
                Long first = offsets.putIfAbsent(stored.id(), stored.offset());
                if (first != null) {
                    found.add("%s of %s has two entries, %d and %d".formatted(fate, channel.name,
                            first, stored.offset()));
                }
            }
        }
    }
}

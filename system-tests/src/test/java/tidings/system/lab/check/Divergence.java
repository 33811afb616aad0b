package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tidings.system.lab.history.MessageId;
import tidings.system.lab.history.Place;

/// C4: one position has two messages, or one message without a key has two positions, for
/// whoever.
record Divergence() implements Check {
    private record Seen(MessageId id, Place at, String by) {}

    @Override
    public String number() {
        return "C4";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        trace.channels().forEach(channel -> in(channel, found));
        return found;
    }

    private static void in(ChannelTrace channel, List<String> found) {
        Map<Place, Seen> byPlace = new HashMap<>();
        Map<String, Seen> byMessage = new HashMap<>();
        channel.forEachPlaced((id, at, by) -> {
            Seen seen = new Seen(id, at, by);
            Seen there = byPlace.putIfAbsent(at, seen);
            if (there != null && !there.id().equals(id)) {
                found.add("%s of %s is %s (%s) and %s (%s)".formatted(at, channel.name, there.id(),
                        there.by(), id, by));
            }
            Fate fate = channel.fates.get(id);
            if (fate == null || !fate.keyed()) {
                Seen first = byMessage.putIfAbsent(id + " " + at.epoch(), seen);
                if (first != null && !first.at().equals(at)) {
                    found.add("%s of %s is at %s (%s) and at %s (%s)".formatted(id, channel.name,
                            first.at(), first.by(), at, by));
                }
            }
        });
    }
}

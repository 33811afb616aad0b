package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import tidings.system.lab.history.Event;

/// C8: what was sent after an acknowledgement is before it in the log; or a subscription begins
/// before what was acknowledged when it was asked for.
record RealTime() implements Check {
    @Override
    public String number() {
        return "C8";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        for (ChannelTrace channel : trace.channels()) {
            NavigableMap<Long, Fate> highest = highestAcknowledged(channel);
            for (Fate fate : channel.fates.values()) {
                Long offset = channel.offsetOf(fate.id);
                var before = highest.lowerEntry(fate.invokedNs);
                if (offset != null && before != null
                        && offset(channel, before.getValue()) > offset) {
                    found.add("%s was acknowledged before %s was sent to %s, and is after it"
                            .formatted(before.getValue(), fate, channel.name));
                }
            }
            channel.seen.forEach((subscriber, events) -> subscribed(channel, subscriber, events,
                    highest, found));
        }
        return found;
    }

    private static void subscribed(ChannelTrace channel, String subscriber, List<Event> events,
            NavigableMap<Long, Fate> highest, List<String> found) {
        long invokedNs = 0;
        for (Event event : events) {
            if (event instanceof Event.Subscribe subscribe) {
                if (subscribe.stage() == Event.Stage.INVOKED) {
                    invokedNs = subscribe.timeNs();
                } else if (subscribe.at() != null && !subscribe.recovered()) {
                    var before = highest.lowerEntry(invokedNs);
                    boolean sameEpoch = subscribe.at().epoch().equals(channel.head().epoch());
                    if (before != null && sameEpoch
                            && offset(channel, before.getValue()) > subscribe.at().offset()) {
                        found.add("%s began at %s of %s, after %s was acknowledged".formatted(
                                subscriber, subscribe.at(), channel.name, before.getValue()));
                    }
                }
            }
        }
    }

    /// Time → of what was acknowledged until then, what is highest in the log.
    private static NavigableMap<Long, Fate> highestAcknowledged(ChannelTrace channel) {
        NavigableMap<Long, Fate> highest = new TreeMap<>();
        String epoch = channel.head().epoch();
        channel.fates.values().stream()
                .filter(fate -> fate.acked() && channel.offsetOf(fate.id) != null)
                .sorted(Comparator.comparingLong(fate -> fate.ackIn(epoch).timeNs()))
                .forEach(fate -> {
                    var last = highest.lastEntry();
                    if (last == null || offset(channel, last.getValue()) < offset(channel,
                            fate)) {
                        highest.put(fate.ackIn(epoch).timeNs(), fate);
                    }
                });
        return highest;
    }

    private static long offset(ChannelTrace channel, Fate fate) {
        Long offset = channel.offsetOf(fate.id);
        return offset == null ? 0 : offset;
    }
}

package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidings.system.lab.history.Event;

/// C3: offsets go backwards within a coverage; or messages that were sent in order over one
/// connection are in another order in the log.
record Reorder() implements Check {
    @Override
    public String number() {
        return "C3";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        for (ChannelTrace channel : trace.channels()) {
            channel.coverages.forEach(coverage -> received(coverage, found));
            sent(channel, found);
        }
        return found;
    }

    private static void received(Coverage coverage, List<String> found) {
        Set<Long> got = new HashSet<>();
        long highest = 0;
        for (Event.Receive receive : coverage.received) {
            long offset = receive.at().offset();
            if (got.add(offset) && offset < highest && offset > coverage.start.offset()) {
                found.add("%s got %s of %s after %d".formatted(coverage.subscriber, receive.at(),
                        coverage.channel, highest));
            }
            highest = Math.max(highest, offset);
        }
    }

    private static void sent(ChannelTrace channel, List<String> found) {
        Map<String, Fate> lastOfLane = new HashMap<>();
        channel.fates.values().stream()
                .filter(fate -> !fate.lane.isEmpty() && fate.tries == 1
                        && channel.offsetOf(fate.id) != null)
                .sorted(Comparator.comparingLong(fate -> fate.invokedNs)).forEach(fate -> {
                    Fate before = lastOfLane.put(fate.lane, fate);
                    if (before != null && offset(channel, before) > offset(channel, fate)) {
                        found.add("%s was sent before %s over %s in %s, and is after it".formatted(
                                before, fate, fate.lane, channel.name));
                    }
                });
    }

    private static long offset(ChannelTrace channel, Fate fate) {
        Long offset = channel.offsetOf(fate.id);
        return offset == null ? 0 : offset;
    }
}

package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import tidings.system.lab.history.Event;

/// C6: within a coverage a subscriber got a later entry, and never one before it that is known to
/// be there.
record Gap() implements Check {
    @Override
    public String number() {
        return "C6";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        for (ChannelTrace channel : trace.channels()) {
            Map<String, BitSet> known = channel.known();
            for (Coverage coverage : channel.coverages) {
                in(coverage, known.getOrDefault(coverage.start.epoch(), new BitSet()), found);
            }
        }
        return found;
    }

    private static void in(Coverage coverage, BitSet known, List<String> found) {
        BitSet got = new BitSet();
        for (Event.Receive receive : coverage.received) {
            got.set(Math.toIntExact(receive.at().offset()));
        }
        int from = Math.toIntExact(coverage.start.offset()) + 1;
        int to = got.length();
        for (int at = known.nextSetBit(from); at >= 0 && at < to; at = known.nextSetBit(at + 1)) {
            if (!got.get(at)) {
                found.add("%s never got %d of %s, which comes between %d and %d".formatted(
                        coverage.subscriber, at, coverage.channel, from - 1, to - 1));
            }
        }
    }
}

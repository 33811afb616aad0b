package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.Place;

/// C2: a subscriber got an entry twice within one coverage.
record Duplicate() implements Check {
    @Override
    public String number() {
        return "C2";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        for (ChannelTrace channel : trace.channels()) {
            for (Coverage coverage : channel.coverages) {
                Set<Place> got = new HashSet<>();
                for (Event.Receive receive : coverage.received) {
                    if (!got.add(receive.at())
                            || isBefore(receive.at(), coverage.start)) {
                        found.add("%s got %s of %s twice".formatted(coverage.subscriber,
                                receive.at(), channel.name));
                    }
                }
            }
        }
        return found;
    }

    private static boolean isBefore(Place place, Place start) {
        return place.epoch().equals(start.epoch()) && place.offset() <= start.offset();
    }
}

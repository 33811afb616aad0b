package tidings.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/// When all is quiet, whoever is subscribed has everything.
final class CaughtUp implements Invariant {
    @Override
    public String name() {
        return "CaughtUp";
    }

    @Override
    public List<String> violations(History history) {
        List<String> found = new ArrayList<>();
        history.each(Observed.FinalPlace.class, place -> {
            List<Observed.LoggedId> entries = history.finalLog(place.channel()).entries();
            long head = entries.isEmpty() ? 0 : entries.getLast().offset();
            if (place.position().offset() < head) {
                found.add("%s, but the head is %d".formatted(place, head));
            }
        });
        return found;
    }
}

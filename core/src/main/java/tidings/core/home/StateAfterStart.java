package tidings.core.home;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidings.core.filter.InFlight;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.filter.SessionState;

/// A session's state out of its last saved record and the rows of its window.
///
/// The rows rule for QoS 2: what has a row was given, whatever the record's place says, and is not
/// given again under another packet identifier. Where two have one identifier the one that was sent
/// later has it: the other was acknowledged.
final class StateAfterStart {
    private StateAfterStart() {}

    static SessionState of(SessionRecord record, List<InFlight> rows, String incarnation) {
        SessionState saved = record.state();
        if (!record.incarnation().equals(incarnation)) {
            return saved.withoutPlaces();
        }
        Map<Integer, InFlight> inFlight = new HashMap<>();
        saved.inFlight().forEach(one -> inFlight.put(one.packetId(), one));
        List<Set<Long>> given = new ArrayList<>();
        for (int shard = 0; shard < saved.places().length; shard++) {
            given.add(new HashSet<>(saved.given().get(shard)));
        }
        for (InFlight one : PlantedFlaw.JOURNAL_NOT_READ.planted() ? List.<InFlight>of() : rows) {
            inFlight.merge(one.packetId(), one,
                    (known, row) -> row.order() >= known.order() ? row : known);
            boolean ahead = !one.apart() && one.shard() < saved.places().length
                    && one.sequence() > saved.places()[one.shard()];
            if (ahead) {
                given.get(one.shard()).add(one.sequence());
            }
        }
        List<InFlight> order = new ArrayList<>(inFlight.values());
        order.sort(Comparator.comparingLong(InFlight::order));
        return new SessionState(saved.filters(), saved.places(),
                given.stream().map(Set::copyOf).toList(), order, saved.lastOrder(),
                saved.beginnings().stream().map(each -> each.withGiven(rows)).toList(),
                saved.gap());
    }
}

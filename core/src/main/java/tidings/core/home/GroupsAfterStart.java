package tidings.core.home;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidings.core.filter.InFlight;
import tidings.core.filter.SessionState;
import tidings.core.flaw.PlantedFlaw;

/// What the groups of shared subscriptions go on from: their own last records, and what the sessions
/// that hold them have noted.
///
/// A message of QoS 2 that a session has noted is that session's: its group does not give it to
/// anybody again, whatever the group's record says.
final class GroupsAfterStart {
    private final String incarnation;
    private final Map<String, Set<String>> holders = new HashMap<>();
    private final Map<String, List<InFlight>> taken = new HashMap<>();

    /// @param sessions as they go on
    GroupsAfterStart(List<SessionRecord> sessions, String incarnation) {
        this.incarnation = incarnation;
        for (SessionRecord session : sessions) {
            session.state().filters().shared().keySet().forEach(text -> holders
                    .computeIfAbsent(text, _ -> new HashSet<>()).add(session.client()));
            for (InFlight one : session.state().inFlight()) {
                if (one.group() != null && !PlantedFlaw.TAKEN_NOT_READ.planted()) {
                    taken.computeIfAbsent(one.group(), _ -> new ArrayList<>()).add(one);
                }
            }
        }
    }

    /// Clients of sessions that hold a group.
    Set<String> holdersOf(String text) {
        return holders.getOrDefault(text, Set.of());
    }

    SessionState stateOf(GroupRecord group) {
        SessionState saved = group.state();
        if (!group.incarnation().equals(incarnation)) {
            return saved.withoutPlaces();
        }
        List<InFlight> inFlight = new ArrayList<>(saved.inFlight());
        List<Set<Long>> given = new ArrayList<>();
        saved.given().forEach(each -> given.add(new HashSet<>(each)));
        for (InFlight one : taken.getOrDefault(group.text(), List.of())) {
            inFlight.removeIf(known -> known.shard() == one.shard()
                    && known.sequence() == one.sequence());
            if (one.shard() < saved.places().length
                    && one.sequence() > saved.places()[one.shard()]) {
                given.get(one.shard()).add(one.sequence());
            }
        }
        return new SessionState(saved.filters(), saved.places(), List.copyOf(given), inFlight,
                saved.lastOrder(), saved.beginnings(), saved.gap());
    }
}

package tidings.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The same place in a channel holds the same message for everyone: in what clients received, in
/// what publishers were told, and in the log.
final class OneOrder implements Invariant {
    @Override
    public String name() {
        return "OneOrder";
    }

    @Override
    public List<String> violations(History history) {
        List<String> found = new ArrayList<>();
        Map<String, String> idAt = new HashMap<>();
        for (Observed event : history.events()) {
            switch (event) {
                case Observed.Received(int _, var channel, var epoch, long offset, var id, _) ->
                    look(
                            idAt, channel + " " + epoch + ":" + offset, id, event, found);
                case Observed.Acked(var channel, var id, var position, _) -> look(idAt,
                        channel + " " + position, id, event, found);
                case Observed.FinalLog(var channel, var epoch, var entries) -> entries
                        .forEach(entry -> look(idAt, channel + " " + epoch + ":" + entry.offset(),
                                entry.id(), event, found));
                case Observed.Subscribed _,Observed.ReceivedTransient _,Observed.MemberSeen _,Observed.Ended _,Observed.ConnectionLost _,Observed.Refused _,Observed.FinalPresence _,Observed.FinalPlace _ ->
                    {
                    }
            }
        }
        return found;
    }

    private static void look(Map<String, String> idAt, String place, String id, Observed event,
            List<String> found) {
        String other = idAt.putIfAbsent(place, id);
        if (other != null && !other.equals(id)) {
            found.add("%s is %s for one and %s for another (%s)".formatted(place, other, id,
                    event.getClass().getSimpleName()));
        }
    }
}

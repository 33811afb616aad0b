package tidings.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When all is quiet, those who are subscribed are present and nobody else; and in what a client
/// is told nobody leaves twice or joins twice, while it is not told to look anew.
final class PresenceSettles implements Invariant {
    @Override
    public String name() {
        return "PresenceSettles";
    }

    @Override
    public List<String> violations(History history) {
        List<String> found = new ArrayList<>();
        history.each(Observed.FinalPresence.class, presence -> {
            if (!presence.shown().equals(presence.present())) {
                found.add(presence.toString());
            }
        });
        Map<String, Map<String, Boolean>> seen = new HashMap<>();
        for (Observed event : history.events()) {
            switch (event) {
                case Observed.Subscribed s -> seen.remove(s.client() + "/" + s.channel());
                case Observed.MemberSeen(int client, var channel, var session, boolean joined) -> {
                    Boolean before = seen
                            .computeIfAbsent(client + "/" + channel, _ -> new HashMap<>())
                            .put(session, joined);
                    if (before != null && before == joined) {
                        found.add("%s, twice in a row".formatted(event));
                    }
                }
                case Observed.Received _,Observed.ReceivedTransient _,Observed.Ended _,Observed.ConnectionLost _,Observed.Acked _,Observed.Refused _,Observed.FinalLog _,Observed.FinalPresence _,Observed.FinalPlace _ ->
                    {
                    }
            }
        }
        return found;
    }
}

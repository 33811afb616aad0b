package tidings.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// All that was observed in one schedule, in the order in which it was.
public final class History {
    private final List<Observed> events = new ArrayList<>();
    private final Map<String, Observed.FinalLog> finalLogs = new HashMap<>();

    void add(Observed event) {
        events.add(event);
        if (event instanceof Observed.FinalLog log) {
            finalLogs.put(log.channel(), log);
        }
    }

    List<Observed> events() {
        return events;
    }

    <T extends Observed> void each(Class<T> kind, Consumer<T> look) {
        for (Observed event : events) {
            if (kind.isInstance(event)) {
                look.accept(kind.cast(event));
            }
        }
    }

    Observed.FinalLog finalLog(String channel) {
        return finalLogs.getOrDefault(channel, new Observed.FinalLog(channel, "", List.of()));
    }

    public int size() {
        return events.size();
    }
}

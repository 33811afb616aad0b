package tidings.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// From the position it was told, a client gets each later entry once, in order, until it is told
/// that it does not.
final class NoGap implements Invariant {
    /// A stretch in which nothing may be missing.
    private static final class Coverage {
        String epoch = "";
        long offset;
        boolean open;
    }

    @Override
    public String name() {
        return "NoGap";
    }

    @Override
    public List<String> violations(History history) {
        List<String> found = new ArrayList<>();
        Map<String, TreeMap<Long, String>> logs = new HashMap<>();
        history.each(Observed.FinalLog.class, log -> {
            TreeMap<Long, String> byOffset = new TreeMap<>();
            log.entries().forEach(entry -> byOffset.put(entry.offset(), entry.id()));
            logs.put(log.channel(), byOffset);
        });
        Map<String, Coverage> coverages = new HashMap<>();
        for (Observed event : history.events()) {
            switch (event) {
                case Observed.Subscribed s -> onSubscribed(s,
                        coverages.computeIfAbsent(key(s.client(), s.channel()),
                                _ -> new Coverage()),
                        found);
                case Observed.Received r -> onReceived(r,
                        coverages.computeIfAbsent(key(r.client(), r.channel()),
                                _ -> new Coverage()),
                        logs.getOrDefault(r.channel(), new TreeMap<>()), found);
                case Observed.Ended(int client, var channel) -> coverages
                        .computeIfAbsent(key(client, channel), _ -> new Coverage()).open = false;
                case Observed.ConnectionLost(int client, var channel) -> coverages
                        .computeIfAbsent(key(client, channel), _ -> new Coverage()).open = false;
                case Observed.ReceivedTransient _,Observed.MemberSeen _,Observed.Acked _,Observed.Refused _,Observed.FinalLog _,Observed.FinalPresence _,Observed.FinalPlace _ ->
                    {
                    }
            }
        }
        return found;
    }

    private static String key(int client, String channel) {
        return client + "/" + channel;
    }

    private static void onSubscribed(Observed.Subscribed s, Coverage coverage,
            List<String> found) {
        if (s.asked() != null && s.recovered()) {
            boolean kept = s.position().offset() == s.asked().offset()
                    && (s.asked().epoch().isEmpty()
                            || s.position().epoch().equals(s.asked().epoch()));
            if (!kept) {
                found.add("%s was told that it goes on from what it asked".formatted(s));
            }
        }
        coverage.open = true;
        coverage.epoch = s.position().epoch();
        coverage.offset = s.position().offset();
    }

    private static void onReceived(Observed.Received r, Coverage coverage,
            NavigableMap<Long, String> log, List<String> found) {
        if (!coverage.open) {
            found.add("%s came without a subscription".formatted(r));
            return;
        }
        if (!r.epoch().equals(coverage.epoch)) {
            found.add("%s came in a coverage of epoch %s".formatted(r, coverage.epoch));
        }
        Long expected = log.higherKey(coverage.offset);
        if (expected == null || expected != r.offset()) {
            found.add("%s came after offset %d, where %s was next".formatted(r, coverage.offset,
                    expected));
        }
        coverage.offset = r.offset();
    }
}

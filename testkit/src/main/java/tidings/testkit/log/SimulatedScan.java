package tidings.testkit.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Collections;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogRetention;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;
import tidings.testkit.log.SimulatedStore.Stored;

/// One scan of a [SimulatedStore], entry by entry.
final class SimulatedScan {
    /// How long a shard's order is known; of what is older only how much it was.
    private static final long ORDER_MS = Duration.ofDays(31).toMillis();

    private final SimulatedStore store;
    private final long nowMs;
    /// What is kept of the channels that were asked for; empty if a channel is not wanted.
    private final Map<ChannelName, Optional<Set<Entry>>> kept = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    SimulatedScan(SimulatedStore store, long nowMs) {
        this.store = store;
        this.nowMs = nowMs;
    }

    ScanAnswer scan(ScanRequest request) {
        long through = request.after();
        long missing = 0;
        long bytes = 0;
        int visited = 0;
        for (Stored stored : store.order(request.shard())) {
            Entry entry = stored.entry();
            if (entry.sequence() <= request.after() || entry.sequence() > request.upTo()) {
                continue;
            }
            if (stored.logTimeMs() < nowMs - ORDER_MS) {
                missing++;
                through = entry.sequence();
                continue;
            }
            Optional<Set<Entry>> wanted = kept.computeIfAbsent(entry.channel(),
                    c -> keptOf(c, request));
            boolean given = wanted.isPresent() && wanted.get().contains(entry);
            bytes += given ? entry.message().weight() : 0;
            if (entries.size() == request.limit() || visited == request.visitedMax()
                    || (given && !entries.isEmpty() && bytes > request.bytesMax())) {
                return new ScanAnswer.Page(List.copyOf(entries), through, missing, true);
            }
            visited++;
            through = entry.sequence();
            if (given) {
                entries.add(entry);
            } else if (wanted.isPresent()) {
                missing++;
            }
        }
        return new ScanAnswer.Page(List.copyOf(entries), through, missing, false);
    }

    private Optional<Set<Entry>> keptOf(ChannelName channel, ScanRequest request) {
        LogRetention retention = request.matcher().wants(channel);
        if (retention == null) {
            return Optional.empty();
        }
        Set<Entry> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(new SimulatedReads(store.channel(channel), "", retention, nowMs).kept());
        return Optional.of(all);
    }
}

package tidings.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What publishers were told and subscribers saw, for a checker that knows nothing of the server.
final class Observations {
    record Acked(String id, String epoch, long offset) {}

    record Received(String epoch, long offset, String id) {}

    private final ConcurrentLinkedQueue<Acked> acked = new ConcurrentLinkedQueue<>();
    private final Map<String, List<Received>> received = new ConcurrentHashMap<>();

    void acked(String id, String epoch, long offset) {
        acked.add(new Acked(id, epoch, offset));
    }

    /// Called by one thread for each subscriber.
    void received(String subscriber, String epoch, long offset, String id) {
        received.computeIfAbsent(subscriber, _ -> new ArrayList<>())
                .add(new Received(epoch, offset, id));
    }

    int ackedCount() {
        return acked.size();
    }

    int receivedCount(String subscriber) {
        return received.getOrDefault(subscriber, List.of()).size();
    }

    long receivedCount() {
        return received.values().stream().mapToLong(List::size).sum();
    }

    /// Holds everything against the whole history of the channel.
    ///
    /// @param log     offset → id, everything that the channel has
    /// @param epoch   the channel's
    /// @param startAt by subscriber, the offset that it began after
    /// @return what is wrong, each in a sentence
    List<String> violations(NavigableMap<Long, String> log, String epoch,
            Map<String, Long> startAt) {
        List<String> found = new ArrayList<>();
        Map<String, Long> offsetOf = new TreeMap<>();
        long expected = 1;
        for (Map.Entry<Long, String> entry : log.entrySet()) {
            if (entry.getKey() != expected) {
                found.add("the log goes from %d to %d".formatted(expected - 1, entry.getKey()));
            }
            expected = entry.getKey() + 1;
            Long before = offsetOf.put(entry.getValue(), entry.getKey());
            if (before != null) {
                found.add("doubled: %s is at %d and at %d".formatted(entry.getValue(), before,
                        entry.getKey()));
            }
        }
        for (Acked ack : acked) {
            if (!ack.epoch().equals(epoch)) {
                found.add("%s, but the epoch is %s".formatted(ack, epoch));
            } else if (!ack.id().equals(log.get(ack.offset()))) {
                found.add("lost: %s, but there is %s".formatted(ack, log.get(ack.offset())));
            }
        }
        received.forEach((subscriber, list) -> {
            long at = startAt.getOrDefault(subscriber, 0L);
            for (Received one : list) {
                if (one.offset() != at + 1) {
                    found.add("%s got %d after %d".formatted(subscriber, one.offset(), at));
                }
                if (!one.id().equals(log.get(one.offset())) || !one.epoch().equals(epoch)) {
                    found.add("%s got %s, but there is %s of %s".formatted(subscriber, one,
                            log.get(one.offset()), epoch));
                }
                at = one.offset();
            }
            if (!log.isEmpty() && at != log.lastKey()) {
                found.add("%s ended at %d, the log at %d".formatted(subscriber, at,
                        log.lastKey()));
            }
        });
        return found.size() > 20 ? found.subList(0, 20) : found;
    }
}

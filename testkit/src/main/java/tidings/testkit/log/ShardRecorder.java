package tidings.testkit.log;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tidings.log.Append;
import tidings.log.Entry;
import tidings.log.LogEvent;
import tidings.log.Outcome;
import tidings.log.Settled;
import tidings.log.ShardListener;

/// Remembers what a shard was told, and whether it was told two things at once.
public final class ShardRecorder implements ShardListener {
    private final AtomicBoolean inCall = new AtomicBoolean();
    private final AtomicBoolean overlapped = new AtomicBoolean();
    private final List<LogEvent> events = new ArrayList<>();
    private final IdentityHashMap<Append, Outcome> outcomes = new IdentityHashMap<>();

    @Override
    public void onLogEvent(LogEvent event) {
        if (!inCall.compareAndSet(false, true)) {
            overlapped.set(true);
        }
        synchronized (events) {
            events.add(event);
            if (event instanceof LogEvent.Entries entries) {
                entries.settled().forEach(s -> outcomes.put(s.append(), s.outcome()));
            }
        }
        inCall.set(false);
    }

    public boolean overlapped() {
        return overlapped.get();
    }

    public List<LogEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /// What became of this very append; null as long as it is not settled.
    public @Nullable Outcome outcomeOf(Append append) {
        synchronized (events) {
            return outcomes.get(append);
        }
    }

    public List<Entry> entries() {
        return events().stream().filter(LogEvent.Entries.class::isInstance)
                .flatMap(e -> ((LogEvent.Entries) e).entries().stream()).toList();
    }

    public List<Settled> settled() {
        return events().stream().filter(LogEvent.Entries.class::isInstance)
                .flatMap(e -> ((LogEvent.Entries) e).settled().stream()).toList();
    }
}

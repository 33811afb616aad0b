package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.MessageId;
import tidings.system.lab.history.Place;

/// What a history says of one channel.
final class ChannelTrace {
    final String name;
    final Map<MessageId, Fate> fates = new LinkedHashMap<>();
    /// By subscriber, in the order in which it saw them.
    final Map<String, List<Event>> seen = new LinkedHashMap<>();
    List<Coverage> coverages = List.of();
    private Event.@Nullable Final last;
    /// Where the final log has a message first.
    private final Map<MessageId, Long> offsets = new HashMap<>();

    ChannelTrace(String name) {
        this.name = name;
    }

    void add(Event.Publish publish) {
        Fate fate = fates.computeIfAbsent(publish.id(),
                id -> new Fate(id, publish.key(), publish.timeNs()));
        switch (publish.stage()) {
            case INVOKED -> {
                fate.tries++;
                fate.lane = publish.lane();
            }
            case OK -> fate.acks.add(new Fate.Ack(publish.timeNs(), publish.at()));
            case INFO -> fate.unknown = true;
            case FAIL -> {
                // That it was answered says it.
            }
        }
        if (publish.stage() != Event.Stage.INVOKED) {
            fate.answeredNs = publish.timeNs();
        }
    }

    void add(String subscriber, Event event) {
        seen.computeIfAbsent(subscriber, _ -> new ArrayList<>()).add(event);
    }

    void add(Event.Final finalLog) {
        last = finalLog;
        for (Event.Stored stored : finalLog.log()) {
            offsets.putIfAbsent(stored.id(), stored.offset());
        }
    }

    void cover() {
        List<Coverage> all = new ArrayList<>();
        seen.forEach((subscriber, events) -> all.addAll(Coverage.of(subscriber, name, events)));
        coverages = all;
    }

    /// The channel in the end.
    Place head() {
        return last == null ? new Place("", 0) : last.head();
    }

    List<Event.Stored> log() {
        return last == null ? List.of() : last.log();
    }

    /// Where the channel has a message in the end; null if it has not.
    @Nullable
    Long offsetOf(MessageId id) {
        return offsets.get(id);
    }

    Iterable<Event.Receive> receives() {
        return () -> seen.values().stream().flatMap(List::stream)
                .filter(Event.Receive.class::isInstance).map(Event.Receive.class::cast).iterator();
    }

    /// Everything that anybody said has a place: acknowledgements, what was received, the log in
    /// the end.
    void forEachPlaced(Placed consumer) {
        for (Fate fate : fates.values()) {
            for (Fate.Ack ack : fate.acks) {
                if (ack.at() != null) {
                    consumer.accept(fate.id, ack.at(), "acknowledged");
                }
            }
        }
        for (Event.Receive receive : receives()) {
            if (receive.id() != null) {
                consumer.accept(receive.id(), receive.at(), "received by " + receive.subscriber());
            }
        }
        for (Event.Stored stored : log()) {
            consumer.accept(stored.id(), new Place(head().epoch(), stored.offset()),
                    "in the log at the end");
        }
    }

    interface Placed {
        void accept(MessageId id, Place at, String by);
    }

    /// Epoch → the offsets that are known to hold an entry.
    Map<String, BitSet> known() {
        Map<String, BitSet> known = new HashMap<>();
        forEachPlaced((_, at, _) -> known.computeIfAbsent(at.epoch(), _ -> new BitSet())
                .set(Math.toIntExact(at.offset())));
        return known;
    }

    /// The epochs that this channel was said to have, but the last.
    List<String> formerEpochs() {
        Map<String, Boolean> epochs = new LinkedHashMap<>();
        Consumer<@Nullable Place> add = at -> {
            if (at != null && !at.epoch().isEmpty()) {
                epochs.put(at.epoch(), true);
            }
        };
        fates.values().forEach(fate -> fate.acks.forEach(ack -> add.accept(ack.at())));
        seen.values().forEach(events -> events.forEach(event -> {
            switch (event) {
                case Event.Receive receive -> add.accept(receive.at());
                case Event.Subscribe subscribe -> add.accept(subscribe.at());
                case Event.Publish _,Event.Notice _,Event.Fault _,Event.Final _,Event.Quiet _,Event.Holdings _ ->
                    {
                }
            }
        }));
        epochs.remove(head().epoch());
        return List.copyOf(epochs.keySet());
    }
}

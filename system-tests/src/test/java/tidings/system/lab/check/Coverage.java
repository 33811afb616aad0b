package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.Place;

/// A stretch in which a subscriber was promised every entry of a channel: from the position that
/// a subscription began with, over every one that went on from the last position received and was
/// told so, to the first notice or to the end.
final class Coverage {
    final String subscriber;
    final String channel;
    final Place start;
    final List<Event.Receive> received = new ArrayList<>();
    /// Whether it lasted to the end of the run.
    boolean lasts = true;

    private Coverage(String subscriber, String channel, Place start) {
        this.subscriber = subscriber;
        this.channel = channel;
        this.start = start;
    }

    Place last() {
        return received.isEmpty() ? start : received.getLast().at();
    }

    /// The furthest position.
    Place reached() {
        return received.stream().map(Event.Receive::at)
                .max(Comparator.comparingLong(Place::offset)).orElse(start);
    }

    /// The stretches of one subscriber in one channel.
    ///
    /// @param events in the order in which it saw them
    static List<Coverage> of(String subscriber, String channel, List<Event> events) {
        List<Coverage> all = new ArrayList<>();
        @Nullable
        Coverage current = null;
        for (Event event : events) {
            switch (event) {
                case Event.Subscribe subscribe when subscribe.at() != null -> {
                    boolean goesOn = current != null && subscribe.recovered()
                            && Objects.equals(subscribe.since(), current.last());
                    if (!goesOn) {
                        end(current);
                        current = new Coverage(subscriber, channel, subscribe.at());
                        all.add(current);
                    }
                }
                case Event.Receive receive -> {
                    // Before its first subscription nothing was promised.
                    if (current != null) {
                        current.received.add(receive);
                    }
                }
                case Event.Notice _ -> {
                    end(current);
                    current = null;
                }
                case Event.Subscribe _,Event.Publish _,Event.Fault _,Event.Final _,Event.Quiet _,Event.Holdings _ ->
                    {
                    }
            }
        }
        return all;
    }

    private static void end(@Nullable Coverage coverage) {
        if (coverage != null) {
            coverage.lasts = false;
        }
    }
}

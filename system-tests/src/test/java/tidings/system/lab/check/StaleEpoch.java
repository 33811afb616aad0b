package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.Place;

/// C7: a position is said to be recovered under another epoch; an epoch comes back; or one changes
/// although nothing was lost.
record StaleEpoch() implements Check {
    @Override
    public String number() {
        return "C7";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        for (ChannelTrace channel : trace.channels()) {
            List<String> former = channel.formerEpochs();
            if (!former.isEmpty() && !trace.mayLoseUntilAfter(0)) {
                found.add("%s had the epochs %s and has %s, and nothing was lost".formatted(
                        channel.name, former, channel.head().epoch()));
            }
            channel.seen.forEach((subscriber, events) -> in(channel, subscriber, events, found));
        }
        return found;
    }

    private static void in(ChannelTrace channel, String subscriber, List<Event> events,
            List<String> found) {
        List<String> epochs = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.Subscribe subscribe && subscribe.at() != null) {
                Place since = subscribe.since();
                if (subscribe.recovered() && since != null
                        && !since.epoch().equals(subscribe.at().epoch())) {
                    found.add("%s was at %s of %s, and was told that it recovered to %s".formatted(
                            subscriber, since, channel.name, subscribe.at()));
                }
                note(channel, subscriber, subscribe.at(), epochs, found);
            }
        }
        note(channel, subscriber, channel.head(), epochs, found);
    }

    private static void note(ChannelTrace channel, String subscriber, @Nullable Place at,
            List<String> epochs, List<String> found) {
        if (at == null || (!epochs.isEmpty() && epochs.getLast().equals(at.epoch()))) {
            return;
        }
        if (epochs.contains(at.epoch())) {
            found.add("%s saw the epochs %s of %s, and then %s again".formatted(subscriber, epochs,
                    channel.name, at.epoch()));
        }
        epochs.add(at.epoch());
    }
}

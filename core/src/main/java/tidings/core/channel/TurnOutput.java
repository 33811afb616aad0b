package tidings.core.channel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.LoopEvent;
import tidings.core.fanout.LoopFanOut;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one turn of a shard has to say: one list of events for each loop, handed over when the
/// turn ends, so that a loop is woken at most once a turn. Of a turn with many messages it is several
/// lists, so that between two of them a loop can look at its sockets.
///
/// Entries that follow one another in a channel go into one event, as long as nothing else of that
/// channel (an answer to a join, a member event) comes between.
@OwnedBy(Owner.LOOP)
final class TurnOutput {
    private final LoopFanOut[] fanOuts;
    /// Loops that hear everything.
    private final boolean[] tapping;
    private boolean tapped;
    private final @Nullable List<LoopEvent>[] events;
    /// Channels that are collecting.
    private final ArrayList<Channel> collecting = new ArrayList<>();
    private final long bytesMax;
    /// What weighs what was collected and is not handed over.
    private long bytes;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    TurnOutput(List<LoopFanOut> fanOuts, long bytesMax) {
        this.bytesMax = bytesMax;
        this.fanOuts = fanOuts.toArray(LoopFanOut[]::new);
        this.events = new List[fanOuts.size()];
        this.tapping = new boolean[fanOuts.size()];
    }

    void post(int loopIndex, LoopEvent event) {
        List<LoopEvent> list = events[loopIndex];
        if (list == null) {
            list = new ArrayList<>();
            events[loopIndex] = list;
        }
        list.add(event);
    }

    /// From here on a loop hears everything.
    void tap(int loopIndex) {
        tapping[loopIndex] = true;
        tapped = true;
    }

    /// Posts to every loop that hears everything.
    void postToTapping(LoopEvent event) {
        for (int i = 0; tapped && i < fanOuts.length; i++) {
            if (tapping[i]) {
                post(i, event);
            }
        }
    }

    /// Posts to every loop that has live subscribers of the channel or hears everything.
    ///
    /// @return whether there is one
    boolean postToLive(Channel channel, LoopEvent event) {
        boolean any = false;
        for (int i = 0; i < fanOuts.length; i++) {
            if (tapping[i] || channel.liveOn(i)) {
                post(i, event);
                any = true;
            }
        }
        return any;
    }

    /// A loop that gets the channel's messages and is behind with what it was given before.
    @Nullable
    LoopFanOut behind(Channel channel) {
        for (int i = 0; i < fanOuts.length; i++) {
            if ((tapping[i] || channel.liveOn(i)) && fanOuts[i].behind()) {
                return fanOuts[i];
            }
        }
        return null;
    }

    /// Posts to every loop that has subscribers of the channel who watch its members.
    void postToWatching(Channel channel, LoopEvent event) {
        for (int i = 0; i < fanOuts.length; i++) {
            if (channel.watchedOn(i)) {
                post(i, event);
            }
        }
    }

    void collect(Channel channel, Entry entry) {
        if (channel.openEntries == null) {
            cutOff(channel);
            List<Entry> entries = new ArrayList<>(4);
            if (!postToLive(channel, new LoopEvent.Logged(channel.name, entries))) {
                return;
            }
            channel.openEntries = entries;
            collecting.add(channel);
        }
        channel.openEntries.add(entry);
        bytes += LoopEvent.weightOf(entry.message());
    }

    void collect(Channel channel, Message message) {
        if (channel.openMessages == null) {
            cutOff(channel);
            List<Message> messages = new ArrayList<>(4);
            if (!postToLive(channel, new LoopEvent.Relayed(channel.name, messages))) {
                return;
            }
            channel.openMessages = messages;
            collecting.add(channel);
        }
        channel.openMessages.add(message);
        bytes += LoopEvent.weightOf(message);
    }

    /// Whether it is time for [#handOver], although the turn goes on.
    boolean full() {
        return bytes >= bytesMax;
    }

    /// What comes next for the channel is not to be mixed with what was collected.
    void cutOff(Channel channel) {
        channel.openEntries = null;
        channel.openMessages = null;
    }

    /// Nothing is collected any more; [#handOver] is next.
    ///
    /// @return the channels that were collecting
    List<Channel> cutOffAll() {
        if (collecting.isEmpty()) {
            return List.of();
        }
        List<Channel> channels = List.copyOf(collecting);
        channels.forEach(this::cutOff);
        collecting.clear();
        return channels;
    }

    void handOver() {
        bytes = 0;
        for (int i = 0; i < events.length; i++) {
            List<LoopEvent> list = events[i];
            if (list != null) {
                events[i] = null;
                fanOuts[i].post(list);
            }
        }
    }
}

package tidings.core.filter;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The stored messages that a session's subscriptions are to begin with: one subscription after the
/// other, as far as the window has room.
@OwnedBy(Owner.LOOP)
final class StateReads {
    /// As the sequence of a state that was relayed: newer than any that is read.
    static final long NEWEST = Long.MAX_VALUE;
    private static final int NEWER_MAX = 1_000;

    private final FilterServices services;
    private final Steps steps;
    private final Audience audience;
    private final Deliveries deliveries;
    private final ArrayDeque<StateRead> reads = new ArrayDeque<>(2);
    /// By channel, the sequence of the last state that was given meanwhile. Of more channels an older
    /// one may come after it: who takes nothing is not to cost more.
    private final Map<ChannelName, Long> newer = new HashMap<>(0);

    StateReads(FilterServices services, Steps steps, Audience audience, Deliveries deliveries) {
        this.services = services;
        this.steps = steps;
        this.audience = audience;
        this.deliveries = deliveries;
    }

    /// One for each filter: who asks again is given all of it again, and not twice.
    void add(Filter filter, FilterOptions options) {
        remove(filter);
        reads.addLast(new StateRead(services, filter, options, services.tap().places()));
        steps.next();
    }

    /// Goes on with one that an earlier connection left.
    void add(Beginning left) {
        reads.addLast(StateRead.of(services, left));
    }

    List<Beginning> left() {
        return reads.stream().filter(read -> !read.done()).map(StateRead::left).toList();
    }

    /// A newer state of a channel was given: an older one is not to come after it.
    void onGiven(ChannelName channel, long sequence) {
        if (newer.size() < NEWER_MAX || newer.containsKey(channel)) {
            newer.merge(channel, sequence, Math::max);
        }
    }

    void remove(Filter filter) {
        reads.removeIf(read -> read.filter().equals(filter));
    }

    /// There is no room for anything.
    void pause() {
        if (!reads.isEmpty()) {
            reads.getFirst().pause();
        }
    }

    boolean done() {
        return reads.isEmpty();
    }

    /// Where each shard was when the next one's subscription began.
    long[] since() {
        return reads.getFirst().since();
    }

    void step() {
        StateRead read = reads.getFirst();
        Entry next = read.next();
        if (next != null) {
            if (give(read, next)) {
                read.taken();
                steps.next();
            } else {
                read.pause();
            }
        } else if (read.done()) {
            reads.removeFirst();
            steps.next();
        } else if (deliveries.hasRoom() || read.interest().qos() == 0) {
            steps.await();
            read.readOn(deliveries.room(),
                    known -> steps.answer(known ? steps::next : steps::later));
        }
    }

    /// @return false if there is no room for it now
    private boolean give(StateRead read, Entry entry) {
        // Sequence 0 is what the server says of itself.
        boolean old = entry.sequence() > 0
                && entry.sequence() < newer.getOrDefault(entry.channel(), 0L);
        Interest interest = read.interest().in(entry.message(), audience);
        if (interest == null || old || read.wasGiven(entry) || !audience.maySee(entry.channel())
                || entry.message().attributes().expired(services.loop().wallMs())) {
            return true;
        }
        int qos = interest.qosOf(entry.message());
        if (qos > 0 && !deliveries.hasRoom()) {
            return false;
        }
        deliveries.sendStored(entry, qos, interest.identifiers());
        return true;
    }
}

package tidings.core.fanout;

import java.util.List;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.loop.LoopCounters;
import tidings.core.loop.SmallLists;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The live subscribers of one channel on one loop that get the same bytes.
@OwnedBy(Owner.LOOP)
final class VariantGroup {
    final Variant variant;
    private List<Subscriber> subscribers = List.of();

    VariantGroup(Variant variant) {
        this.variant = variant;
    }

    void add(Subscriber subscriber) {
        subscriber.slot = subscribers.size();
        subscribers = SmallLists.with(subscribers, subscriber);
    }

    void remove(Subscriber subscriber) {
        int slot = subscriber.slot;
        Subscriber last = subscribers.getLast();
        subscribers = SmallLists.withoutLast(subscribers);
        if (last.slot != slot) {
            subscribers = SmallLists.set(subscribers, slot, last);
            last.slot = slot;
        }
        subscriber.slot = -1;
    }

    boolean isEmpty() {
        return subscribers.isEmpty();
    }

    /// Everybody, out of the live set.
    List<Subscriber> clear() {
        List<Subscriber> all = subscribers;
        subscribers = List.of();
        all.forEach(subscriber -> subscriber.slot = -1);
        return all;
    }

    /// @param before what the group had been given before these entries
    void deliver(ChannelName channel, String epoch, List<Entry> entries, long before, int members,
            LoopCounters counters) {
        int i = 0;
        long accepted = before;
        while (i < entries.size() && !subscribers.isEmpty()) {
            Frames frames = variant.open(channel, epoch);
            int first = i;
            long bytes = 0;
            while (i < entries.size()
                    && frames.add(entries.get(i).message(), entries.get(i).offset())) {
                bytes += entries.get(i).message().payload().length;
                i++;
            }
            counters.deliveries += (long) (i - first) * subscribers.size();
            counters.deliveredBytes += bytes * subscribers.size();
            int looked = 0;
            for (int s = 0; s < subscribers.size();) {
                looked = s < looked ? looked : Recipient.lookAhead(subscribers, s);
                Subscriber subscriber = subscribers.get(s);
                if (subscriber.deliver(frames)) {
                    s++;
                } else {
                    remove(subscriber);
                    subscriber.onBehind(PlantedFlaw.FULL_COUNTS_AS_SENT.planted()
                            ? entries.get(i - 1).offset()
                            : accepted, members);
                }
            }
            frames.release();
            accepted = entries.get(i - 1).offset();
        }
    }

    void deliverTransient(ChannelName channel, String epoch, List<Message> messages,
            LoopCounters counters) {
        int i = 0;
        while (i < messages.size()) {
            Frames frames = variant.open(channel, epoch);
            int first = i;
            long bytes = 0;
            while (i < messages.size() && frames.add(messages.get(i), 0)) {
                bytes += messages.get(i).payload().length;
                i++;
            }
            counters.deliveries += (long) (i - first) * subscribers.size();
            counters.deliveredBytes += bytes * subscribers.size();
            Message newest = messages.get(i - 1);
            int looked = 0;
            for (int s = 0; s < subscribers.size(); s++) {
                looked = s < looked ? looked : Recipient.lookAhead(subscribers, s);
                subscribers.get(s).deliverTransient(frames, newest);
            }
            frames.release();
        }
    }

    void deliverMember(ChannelName channel, String epoch, MemberEvent event, long offset,
            int membersBefore) {
        Frames frames = variant.open(channel, epoch);
        if (!frames.add(event)) {
            throw new IllegalStateException("an empty buffer refused a member event");
        }
        for (int s = 0; s < subscribers.size();) {
            Subscriber subscriber = subscribers.get(s);
            if (subscriber.deliverMembers(frames)) {
                s++;
            } else {
                remove(subscriber);
                subscriber.onBehind(offset, membersBefore);
            }
        }
        frames.release();
    }
}

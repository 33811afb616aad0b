package tidings.core.fanout;

import java.util.ArrayList;
import java.util.List;
import tidings.core.loop.LoopCounters;
import tidings.core.loop.SmallLists;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.Position;

/// The live set of one channel on one loop. All its subscribers are at the same place.
@OwnedBy(Owner.LOOP)
final class LiveGroup {
    private final ChannelName channel;
    private final String epoch;
    private List<VariantGroup> variants = List.of();
    /// Of the last entry that was given to the group.
    private long offset;
    /// How often members had changed when the group was last told.
    private int members;

    LiveGroup(ChannelName channel, Position head, int members) {
        this.channel = channel;
        this.epoch = head.epoch();
        this.offset = head.offset();
        this.members = members;
    }

    /// Whoever joins is where the group is: its answer and the group's entries came in one order.
    void add(Subscriber subscriber, Position joinedAt, int membersThen) {
        if (joinedAt.offset() != offset || !joinedAt.epoch().equals(epoch)) {
            throw new IllegalStateException("%s: joined at %s a group that is at %s:%d"
                    .formatted(channel, joinedAt, epoch, offset));
        }
        members = membersThen;
        groupOf(subscriber.variant()).add(subscriber);
    }

    void remove(Subscriber subscriber) {
        VariantGroup group = groupOf(subscriber.variant());
        group.remove(subscriber);
        if (group.isEmpty()) {
            variants = SmallLists.without(variants, VariantGroup::isEmpty);
        }
    }

    boolean isEmpty() {
        return variants.isEmpty();
    }

    List<Subscriber> clear() {
        List<Subscriber> all = new ArrayList<>();
        variants.forEach(group -> all.addAll(group.clear()));
        variants = List.of();
        return all;
    }

    void onLogged(List<Entry> entries, LoopCounters counters) {
        Entry first = entries.getFirst();
        if (first.offset() <= offset
                || (first.predecessor() != Entry.UNKNOWN && first.predecessor() > offset)) {
            throw new IllegalStateException("%s: entry %d (after %d) came to a group that is at %d"
                    .formatted(channel, first.offset(), first.predecessor(), offset));
        }
        for (int v = 0; v < variants.size(); v++) {
            VariantGroup group = variants.get(v);
            guarded(group, () -> group.deliver(channel, epoch, entries, offset, members, counters));
        }
        offset = entries.getLast().offset();
        dropEmptyVariants();
    }

    void onRelayed(List<Message> messages, LoopCounters counters) {
        for (int v = 0; v < variants.size(); v++) {
            VariantGroup group = variants.get(v);
            guarded(group, () -> group.deliverTransient(channel, epoch, messages, counters));
        }
        dropEmptyVariants();
    }

    void onMemberChanged(MemberEvent event, int count) {
        for (int v = 0; v < variants.size(); v++) {
            VariantGroup group = variants.get(v);
            if (group.variant.memberEvents()) {
                guarded(group, () -> group.deliverMember(channel, epoch, event, offset, members));
            }
        }
        members = count;
        dropEmptyVariants();
    }

    /// A message that can't be written for a variant, or an outbox that throws, ends the
    /// connections of that variant's subscribers, and nobody else's.
    private static void guarded(VariantGroup group, Runnable delivery) {
        try {
            delivery.run();
        } catch (RuntimeException e) {
            group.clear().forEach(subscriber -> subscriber.onFailed(e));
        }
    }

    private VariantGroup groupOf(Variant variant) {
        for (int v = 0; v < variants.size(); v++) {
            if (variants.get(v).variant.equals(variant)) {
                return variants.get(v);
            }
        }
        VariantGroup group = new VariantGroup(variant);
        variants = SmallLists.with(variants, group);
        return group;
    }

    private void dropEmptyVariants() {
        for (int v = 0; v < variants.size(); v++) {
            if (variants.get(v).isEmpty()) {
                variants = SmallLists.without(variants, VariantGroup::isEmpty);
                return;
            }
        }
    }
}

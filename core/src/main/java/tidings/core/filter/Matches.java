package tidings.core.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Variant;
import tidings.core.loop.LoopCounters;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;

/// The sessions of one loop that get a channel's messages, in groups that get the same bytes.
///
/// Messages of QoS 0 are written once for a group. What has a packet identifier is written for
/// each session.
final class Matches {
    static final Matches NOBODY = new Matches(List.of());

    /// @param variant null for one session whose bytes are its own
    private record Group(@Nullable Variant variant, Interest interest,
            List<FilterSession> sessions) {}

    private final List<Group> groups;

    private Matches(List<Group> groups) {
        this.groups = groups;
    }

    static Matches of(ChannelName channel,
            Map<FilterSession, List<FilterSubscription>> bySession) {
        List<Group> groups = new ArrayList<>();
        bySession.forEach((session, subscriptions) -> {
            Interest interest = Interest.of(subscriptions);
            if (interest != null && session.maySee(channel)) {
                Variant variant = interest.noLocal() ? null : session.variant(interest);
                groupOf(groups, variant, interest).sessions().add(session);
            }
        });
        return groups.isEmpty() ? NOBODY : new Matches(List.copyOf(groups));
    }

    private static Group groupOf(List<Group> groups, @Nullable Variant variant,
            Interest interest) {
        if (variant != null) {
            for (Group group : groups) {
                if (variant.equals(group.variant()) && interest.equals(group.interest())) {
                    return group;
                }
            }
        }
        Group group = new Group(variant, interest, new ArrayList<>(1));
        groups.add(group);
        return group;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    void onLogged(ChannelName channel, int shard, List<Entry> entries, long wallMs,
            LoopCounters counters) {
        for (Group group : groups) {
            int i = 0;
            while (i < entries.size()) {
                Message message = entries.get(i).message();
                if (isShared(group, message)) {
                    i = share(group, channel, shard, entries, i, wallMs, counters);
                } else {
                    for (FilterSession session : group.sessions()) {
                        session.onLive(shard, entries.get(i), group.interest());
                    }
                    i++;
                }
            }
        }
    }

    private static boolean isShared(Group group, Message message) {
        return group.variant() != null
                && Math.min(group.interest().qos(), message.attributes().qos()) == 0;
    }

    /// @return the index of the first entry that was not among those shared
    private static int share(Group group, ChannelName channel, int shard, List<Entry> entries,
            int from, long wallMs, LoopCounters counters) {
        Variant variant = Objects.requireNonNull(group.variant());
        Frames frames = variant.open(channel, entries.get(from).epoch());
        int count = 0;
        int i = from;
        while (i < entries.size() && isShared(group, entries.get(i).message())) {
            Entry entry = entries.get(i);
            if (!expired(entry.message(), wallMs)) {
                if (!frames.add(entry.message(), entry.offset())) {
                    break;
                }
                count++;
            }
            i++;
        }
        if (count > 0) {
            offer(group, shard, frames, count, counters);
        }
        frames.release();
        return i;
    }

    private static void offer(Group group, int shard, Frames frames, int count,
            LoopCounters counters) {
        List<FilterSession> sessions = group.sessions();
        for (int s = 0; s < sessions.size(); s++) {
            sessions.get(s).onLiveFrames(shard, frames, count, counters);
        }
    }

    void onRelayed(ChannelName channel, List<Message> messages, long wallMs,
            LoopCounters counters) {
        for (Group group : groups) {
            for (Message message : messages) {
                if (expired(message, wallMs)) {
                    continue;
                }
                if (isShared(group, message)) {
                    Frames frames = Objects.requireNonNull(group.variant())
                            .open(channel, "");
                    frames.add(message, 0);
                    offer(group, FilterSession.NO_SHARD, frames, 1, counters);
                    frames.release();
                } else {
                    for (FilterSession session : group.sessions()) {
                        session.onRelayed(channel, message, group.interest());
                    }
                }
            }
        }
    }

    static boolean expired(Message message, long wallMs) {
        return message.attributes().expired(wallMs);
    }
}

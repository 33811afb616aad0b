package tidings.core.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.StateTable;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Recipient;
import tidings.core.fanout.Variant;
import tidings.core.loop.LoopCounters;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;

/// The sessions of one loop that get a channel's messages, those together that get the same bytes.
///
/// Messages of QoS 0 are written once for all who are alike. What has a packet identifier is written for
/// each session.
final class Matches {
    static final Matches NOBODY = new Matches(List.of());

    /// @param variant null for one session whose bytes are its own
    private record Alike(@Nullable Variant variant, Interest interest,
            List<FilterSession> sessions) {}

    private final List<Alike> all;

    private Matches(List<Alike> all) {
        this.all = all;
    }

    static Matches of(ChannelName channel,
            Map<FilterSession, List<FilterSubscription>> bySession) {
        List<Alike> all = new ArrayList<>();
        bySession.forEach((session, subscriptions) -> {
            Interest interest = Interest.of(subscriptions);
            if (interest != null && session.maySee(channel)) {
                Variant variant = interest.noLocal() ? null : session.variant(interest);
                alikeOf(all, variant, interest).sessions().add(session);
            }
        });
        return all.isEmpty() ? NOBODY : new Matches(List.copyOf(all));
    }

    private static Alike alikeOf(List<Alike> all, @Nullable Variant variant,
            Interest interest) {
        if (variant != null) {
            for (Alike alike : all) {
                if (variant.equals(alike.variant()) && interest.equals(alike.interest())) {
                    return alike;
                }
            }
        }
        Alike alike = new Alike(variant, interest, new ArrayList<>(1));
        all.add(alike);
        return alike;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void onLogged(ChannelName channel, int shard, List<Entry> entries, long wallMs,
            LoopCounters counters) {
        for (Alike alike : all) {
            int i = 0;
            while (i < entries.size()) {
                Message message = entries.get(i).message();
                if (isWrittenOnce(alike, message)) {
                    i = writeOnce(alike, channel, shard, entries, i, wallMs, counters);
                } else {
                    for (FilterSession session : alike.sessions()) {
                        session.onLive(shard, entries.get(i), alike.interest());
                    }
                    i++;
                }
            }
        }
    }

    private static boolean isWrittenOnce(Alike alike, Message message) {
        return alike.variant() != null
                && alike.interest().qosOf(message) == 0;
    }

    /// @return the index of the first entry that was not among those
    private static int writeOnce(Alike alike, ChannelName channel, int shard, List<Entry> entries,
            int from, long wallMs, LoopCounters counters) {
        Variant variant = Objects.requireNonNull(alike.variant());
        Frames frames = variant.open(channel, entries.get(from).epoch());
        int count = 0;
        long stateAt = 0;
        int i = from;
        while (i < entries.size() && isWrittenOnce(alike, entries.get(i).message())) {
            Entry entry = entries.get(i);
            if (!entry.message().attributes().expired(wallMs)) {
                if (!frames.add(entry.message(), entry.offset())) {
                    break;
                }
                count++;
                if (StateTable.changesEmptyKey(entry.message())) {
                    stateAt = entry.sequence();
                }
            }
            i++;
        }
        if (count > 0) {
            offer(alike, shard, frames, count, channel, stateAt, counters);
        }
        frames.release();
        return i;
    }

    private static void offer(Alike alike, int shard, Frames frames, int count,
            ChannelName channel, long stateAt, LoopCounters counters) {
        List<FilterSession> sessions = alike.sessions();
        int looked = 0;
        for (int s = 0; s < sessions.size(); s++) {
            looked = s < looked ? looked : Recipient.lookAhead(sessions, s);
            sessions.get(s).onLiveFrames(shard, frames, count, channel, stateAt, counters);
        }
    }

    void onRelayed(ChannelName channel, List<Message> messages, long wallMs,
            LoopCounters counters) {
        for (Alike alike : all) {
            for (Message message : messages) {
                if (message.attributes().expired(wallMs)) {
                    continue;
                }
                if (isWrittenOnce(alike, message)) {
                    Frames frames = Objects.requireNonNull(alike.variant())
                            .open(channel, "");
                    frames.add(message, 0);
                    offer(alike, FilterSession.NO_SHARD, frames, 1, channel,
                            StateTable.changesEmptyKey(message) ? StateReads.NEWEST : 0,
                            counters);
                    frames.release();
                } else {
                    for (FilterSession session : alike.sessions()) {
                        session.onRelayed(channel, message, alike.interest());
                    }
                }
            }
        }
    }
}

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
                if (isWrittenOnce(alike, entries.get(i).message())) {
                    Once once = new Once(alike, channel, entries.get(i).epoch());
                    while (i < entries.size() && once.add(entries.get(i).message(),
                            entries.get(i).offset(), entries.get(i).sequence(), wallMs)) {
                        i++;
                    }
                    once.offer(shard, counters);
                } else {
                    for (FilterSession session : alike.sessions()) {
                        session.onLive(shard, entries.get(i), alike.interest());
                    }
                    i++;
                }
            }
        }
    }

    void onRelayed(ChannelName channel, List<Message> messages, long wallMs,
            LoopCounters counters) {
        for (Alike alike : all) {
            int i = 0;
            while (i < messages.size()) {
                if (isWrittenOnce(alike, messages.get(i))) {
                    Once once = new Once(alike, channel, "");
                    while (i < messages.size()
                            && once.add(messages.get(i), 0, StateReads.NEWEST, wallMs)) {
                        i++;
                    }
                    once.offer(FilterSession.NO_SHARD, counters);
                } else {
                    relay(channel, messages.get(i), alike, wallMs);
                    i++;
                }
            }
        }
    }

    private static void relay(ChannelName channel, Message message, Alike alike, long wallMs) {
        if (!message.attributes().expired(wallMs)) {
            for (FilterSession session : alike.sessions()) {
                session.onRelayed(channel, message, alike.interest());
            }
        }
    }

    private static boolean isWrittenOnce(Alike alike, Message message) {
        return alike.variant() != null
                && alike.interest().qosOf(message) == 0;
    }

    /// Messages of one channel that sessions get as the same bytes.
    private static final class Once {
        private final Alike alike;
        private final ChannelName channel;
        private final Frames frames;
        private int count;
        private long stateAt;

        Once(Alike alike, ChannelName channel, String epoch) {
            this.alike = alike;
            this.channel = channel;
            this.frames = Objects.requireNonNull(alike.variant()).open(channel, epoch);
        }

        /// @param at as in [FilterSession#onLiveFrames], if it changes the channel's state
        /// @return false if it does not go with these, or they are as many as there may be
        boolean add(Message message, long offset, long at, long wallMs) {
            if (!isWrittenOnce(alike, message)) {
                return false;
            }
            if (message.attributes().expired(wallMs)) {
                return true;
            }
            if (!frames.add(message, offset)) {
                return false;
            }
            count++;
            if (StateTable.changesEmptyKey(message)) {
                stateAt = at;
            }
            return true;
        }

        void offer(int shard, LoopCounters counters) {
            List<FilterSession> sessions = count == 0 ? List.of() : alike.sessions();
            int looked = 0;
            for (int s = 0; s < sessions.size(); s++) {
                looked = s < looked ? looked : Recipient.lookAhead(sessions, s);
                sessions.get(s).onLiveFrames(shard, frames, count, channel, stateAt, counters);
            }
            frames.release();
        }
    }
}

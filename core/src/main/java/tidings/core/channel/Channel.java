package tidings.core.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.Member;
import tidings.core.loop.SmallMaps;
import tidings.core.rule.Rule;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogChannel;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.Position;

/// A resident channel: its committed head, its share of the tail, who is subscribed and present.
/// Only its [Shard] looks inside.
@OwnedBy(Owner.LOOP)
final class Channel implements Residence {
    final ChannelName name;
    final Rule rule;

    /// The log's handle; null where the rule keeps nothing, until a state is to be kept.
    @Nullable
    LogChannel handle;
    /// Of the last committed entry.
    private long head;
    /// Of the last entry that set or ended its state under the empty key while it was resident.
    private long stateChangedAt;
    /// Whether it is known to have no such state.
    private boolean stateless;
    /// Of the entry that made its record while it was resident; 0 if there was one before.
    private long createdAt;
    /// Whether it has a record in the log.
    private boolean recorded;
    /// Its entries in the shard's [Tail]; null while there are none.
    private @Nullable ChannelTail tail;

    /// Appends and trims that are not settled.
    int inFlight;

    /// Subscriptions, live or not.
    int subscriptions;
    /// Live subscribers by loop; null until there is one.
    private int @Nullable [] live;
    /// Live subscribers that watch members, by loop; null while there are none.
    private int @Nullable [] watching;

    /// Members by session.
    private Map<String, Member> members = Map.of();
    /// As what else a session is a member: its next connection may come before the last one has gone.
    private Map<String, List<Member>> again = Map.of();
    /// How often members have changed.
    int memberChanges;

    /// What this turn has collected for the loops, while nothing else came between.
    @Nullable
    List<Entry> openEntries;
    @Nullable
    List<Message> openMessages;

    Channel(ChannelName name, Rule rule, @Nullable LogChannel handle) {
        this.name = name;
        this.rule = rule;
        this.handle = handle;
        this.head = handle == null ? 0 : handle.headWhenOpened();
        this.recorded = handle != null && handle.recordedWhenOpened();
    }

    /// A channel whose rule keeps nothing is to keep a state.
    void open(LogChannel opened) {
        handle = opened;
        head = opened.headWhenOpened();
        recorded = opened.recordedWhenOpened();
    }

    /// Whether entries of it are shown as such: of others only the state is kept.
    boolean logged() {
        return rule.logged();
    }

    /// The committed head; offset 0 of an empty epoch where nothing is kept.
    Position position() {
        return handle == null || !logged()
                ? new Position("", 0)
                : new Position(handle.epoch(), head);
    }

    long head() {
        return head;
    }

    long createdAt() {
        return createdAt;
    }

    boolean recorded() {
        return recorded;
    }

    /// The log committed an entry: the only thing that moves the head.
    void onCommitted(Entry entry) {
        boolean follows = entry.offset() > head
                && (entry.predecessor() == head || entry.predecessor() == Entry.UNKNOWN);
        if (!follows) {
            throw new IllegalStateException("%s: entry %d (after %d) was committed at head %d"
                    .formatted(name, entry.offset(), entry.predecessor(), head));
        }
        head = entry.offset();
        if (StateTable.changesEmptyKey(entry.message())) {
            stateless = entry.message().attributes().removed();
            stateChangedAt = entry.sequence();
        }
        if (!recorded) {
            recorded = true;
            createdAt = head;
        }
    }

    void addToTail(Entry entry) {
        if (tail == null) {
            tail = new ChannelTail();
        }
        tail.add(entry, retention());
    }

    /// Only of one that keeps entries.
    LogRetention retention() {
        return Objects.requireNonNull(rule.log());
    }

    /// The shard's tail let go of an entry; it may be one of an earlier stay of this channel.
    void dropFromTail(Entry entry) {
        if (tail != null && tail.drop(entry)) {
            tail = null;
        }
    }

    void forgetTail() {
        tail = null;
    }

    private boolean tooOld(Entry entry, long wallMs) {
        return wallMs - entry.timeMs() >= retention().age().toMillis();
    }

    /// Whether it is sure that an entry may still be shown; where not, the log decides.
    boolean keeps(Entry entry, long wallMs) {
        return logged() && handle != null && handle.epoch().equals(entry.epoch())
                && !tooOld(entry, wallMs)
                && entry.offset() > head - retention().entries()
                && retention().bytes() == Long.MAX_VALUE;
    }

    /// The entries after an offset, or null if the tail does not reach back to it, or its first
    /// one may be too old to be shown (then the log decides, by its own clock).
    @Nullable
    List<Entry> tailAfter(long offset, long wallMs) {
        if (offset == head) {
            return List.of();
        }
        List<Entry> after = tail == null ? null : tail.after(offset);
        return after == null || tooOld(after.getFirst(), wallMs) ? null : after;
    }

    /// What [JoinFrom.Latest] begins with, at most one entry; null if the log must be asked.
    @Nullable
    List<Entry> latest(long wallMs) {
        if (stateless) {
            Entry last = tail == null ? null : tail.last();
            return last == null || tooOld(last, wallMs) ? null : shown(last, wallMs);
        }
        Entry change = tail == null ? null : tail.lastStateChange();
        return change == null ? null : shown(change, wallMs);
    }

    /// The same, with what the log said when it was asked; null if it must be asked again.
    ///
    /// @param sequence up to which the shard has heard
    @Nullable
    List<Entry> latest(LatestRead.Found found, long sequence, long wallMs) {
        if (found.state() == null && stateChangedAt <= found.asOf() && found.asOf() <= sequence) {
            stateless = true;
        }
        List<Entry> known = latest(wallMs);
        if (known != null) {
            return known;
        }
        if (stateChangedAt > found.asOf()) {
            return null; // and what changed it left the tail already
        }
        Entry value = found.state() != null ? found.state() : found.last();
        if (value == null) {
            return head == found.head() ? List.of() : null;
        }
        if (isAhead(value)) {
            return List.of();
        }
        boolean newest = found.state() != null || value.offset() == head;
        return newest ? shown(value, wallMs) : null;
    }

    /// Whether the log gave it to a reader before it gives it to this shard: then it comes live.
    private boolean isAhead(Entry entry) {
        return entry.epoch().equals(position().epoch()) && entry.offset() > head;
    }

    private static List<Entry> shown(Entry entry, long wallMs) {
        Attributes attributes = entry.message().attributes();
        return attributes.removed() || attributes.expired(wallMs) ? List.of() : List.of(entry);
    }

    void addLive(Attachment attachment, int loopCount) {
        int loop = attachment.home.loop().index();
        if (live == null) {
            live = new int[loopCount];
        }
        live[loop]++;
        if (attachment.watches) {
            if (watching == null) {
                watching = new int[loopCount];
            }
            watching[loop]++;
        }
        attachment.live = true;
    }

    void removeLive(Attachment attachment) {
        int loop = attachment.home.loop().index();
        if (live != null) {
            live[loop]--;
        }
        if (attachment.watches && watching != null) {
            watching[loop]--;
        }
        attachment.live = false;
    }

    boolean liveOn(int loop) {
        return live != null && live[loop] > 0;
    }

    boolean watchedOn(int loop) {
        return watching != null && watching[loop] > 0;
    }

    /// @return false if the session was a member already: then it is seen as it is now
    boolean enter(Member member) {
        Member present = members.get(member.session());
        members = SmallMaps.with(members, member.session(), member);
        if (present != null) {
            List<Member> more = new ArrayList<>(again.getOrDefault(member.session(), List.of()));
            more.add(present);
            again = SmallMaps.with(again, member.session(), List.copyOf(more));
        }
        return present == null;
    }

    /// @return false if the session stays one, or was none
    boolean exit(Member member) {
        String session = member.session();
        List<Member> more = new ArrayList<>(again.getOrDefault(session, List.of()));
        if (more.isEmpty()) {
            boolean was = members.containsKey(session);
            members = SmallMaps.without(members, session);
            return was;
        }
        if (!more.remove(member)) {
            members = SmallMaps.with(members, session, more.removeLast());
        }
        again = more.isEmpty()
                ? SmallMaps.without(again, session)
                : SmallMaps.with(again, session, List.copyOf(more));
        return false;
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    /// Whether it may be forgotten.
    boolean idle() {
        return subscriptions == 0 && members.isEmpty() && inFlight == 0 && openEntries == null
                && openMessages == null;
    }
}

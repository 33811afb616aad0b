package tidings.core.subscription;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.channel.Attachment;
import tidings.core.channel.JoinFrom;
import tidings.core.channel.Shard;
import tidings.core.fanout.Frames;
import tidings.core.fanout.JoinAnswer;
import tidings.core.fanout.Member;
import tidings.core.fanout.Subscriber;
import tidings.core.fanout.Variant;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogRefusal;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;

/// A session's interest in one channel, and the way between live and cursor.
///
/// <pre>
///              ┌───────────── join ─────────────┐
///              ▼                                │
///   Joining ─► Live ── outbox full, revoked ─► Behind ─► CatchingUp ─┐
///      │        ▲                                ▲          │  read  │
///      │        └────────────────────────────────┼──────────┘        │
///      │   (replied with a first page, not live) │                   │
///      └─────────────────────────────────────────┴───────────────────┘
/// </pre>
///
/// While live it has no position of its own. Behind, it is nothing but an offset: it holds no
/// copy of anything. Never: an entry twice, an entry before the session heard that it is
/// subscribed, anything after it was closed.
@OwnedBy(Owner.LOOP)
public final class Subscription extends Subscriber {
    /// Where it is on its way.
    private sealed interface Phase {
        /// Not answered yet. `page` is what was read so far of what it missed; `joinAgainFrom` is
        /// where that ends.
        record Joining(JoinFrom from, List<Entry> page, boolean recovered) implements Phase {}

        record Live() implements Phase {}

        /// It waits until its session's outbox drains, or its user was looked at again.
        record Behind(long offset) implements Phase {}

        /// A join or a read is on its way, for what comes after `offset`.
        record CatchingUp(long offset) implements Phase {}

        record Closed() implements Phase {}
    }

    private static final Phase LIVE = new Phase.Live();
    private static final Phase CLOSED = new Phase.Closed();
    /// What a page may weigh that is read to catch up.
    static final int PAGE_BYTES = 64 * 1024;
    /// Entries of such a page.
    static final int PAGE_ENTRIES = 300;

    private final Subscriptions owner;
    private final ChannelName channel;
    private final Rule rule;
    private final Variant variant;
    private final Shard shard;
    private final Attachment attachment;
    private final int entriesInReply;
    private final SubscribeRequest.OnLoss onLoss;

    private Phase phase;
    /// How many phases it has been in: an answer to an earlier one is of no use.
    private int steps;
    /// The epoch it was told; empty before, and where there is no log.
    private String epoch = "";
    /// Of its user, when it was last looked at.
    private long generation;
    /// How often members had changed when it was last told; -1 while that does not matter.
    private int members = -1;
    /// The newest message without a position that its outbox did not take (rule `slow: latest`).
    private @Nullable Message latest;

    Subscription(Subscriptions owner, SubscribeRequest request, Rule rule, Shard shard,
            @Nullable Member member) {
        this.owner = owner;
        this.channel = request.channel();
        this.rule = rule;
        this.variant = request.variant();
        this.shard = shard;
        this.entriesInReply = request.entriesInReply();
        this.onLoss = request.onLoss();
        this.generation = owner.generation();
        this.attachment = new Attachment(channel, this, owner.fanOut(), member,
                variant.memberEvents());
        this.phase = new Phase.Joining(request.from(), List.of(), true);
    }

    private void become(Phase next) {
        phase = next;
        steps++;
    }

    public ChannelName channel() {
        return channel;
    }

    public Rule rule() {
        return rule;
    }

    /// The epoch its session was told; empty where there is no log.
    public String epoch() {
        return epoch;
    }

    /// Whether the session was told that it is subscribed.
    public boolean subscribed() {
        return !(phase instanceof Phase.Joining) && !(phase instanceof Phase.Closed);
    }

    @Override
    public Variant variant() {
        return variant;
    }

    void start() {
        if (phase instanceof Phase.Joining joining) {
            shard.join(attachment, joining.from());
        }
    }

    /// Leaves everything. The session is told nothing more.
    void close() {
        if (phase instanceof Phase.Closed) {
            return;
        }
        Phase before = phase;
        become(CLOSED);
        latest = null;
        if (!PlantedFlaw.LIVE_AFTER_UNSUBSCRIBE.planted()) {
            owner.fanOut().leave(channel, this);
        }
        shard.leave(attachment);
        if (before instanceof Phase.CatchingUp) {
            owner.onCaughtUpOrNot();
        }
    }

    // ---- what the shard answers ----

    @Override
    public boolean onJoinAnswer(JoinAnswer answer) {
        return switch (phase) {
            case Phase.Joining joining -> onFirstJoinAnswer(joining, answer);
            case Phase.CatchingUp(long offset) -> onNextJoinAnswer(offset, answer);
            case Phase.Closed() -> false; // the leave is on its way
            case Phase.Live(),Phase.Behind _ -> throw new IllegalStateException(
                    channel + ": a join was answered in " + phase);
        };
    }

    private boolean onFirstJoinAnswer(Phase.Joining joining, JoinAnswer answer) {
        switch (answer) {
            case JoinAnswer.Live(var head, var entries, int changes) -> {
                members = changes;
                return joining.from() instanceof JoinFrom.Latest
                        ? replyWithLatest(joining, head, entries)
                        : replyAndGoLive(joining, head, joined(joining.page(), entries));
            }
            case JoinAnswer.ReadFirst(var head, int changes) -> {
                if (!joining.page().isEmpty()) {
                    // It moved on while the page was read: what was read is a reply already.
                    members = members < 0 ? changes : members;
                    replyBehind(joining, head);
                } else {
                    members = changes;
                    readFirstPage(joining, head);
                }
                return false;
            }
            case JoinAnswer.Lost(var head) -> {
                onLoss(head);
                return false;
            }
            case JoinAnswer.Refused(var refusal) -> {
                refused(refusal);
                return false;
            }
        }
    }

    private static List<Entry> joined(List<Entry> first, List<Entry> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        List<Entry> both = new ArrayList<>(first.size() + second.size());
        both.addAll(first);
        both.addAll(second);
        return both;
    }

    /// The shard has counted it as live; either it is from here on, or it says that it is not.
    private boolean replyAndGoLive(Phase.Joining joining, Position head, List<Entry> missed) {
        List<Entry> inReply = fitting(missed);
        Position position = startOf(joining, head);
        reply(joining, head, position, inReply);
        if (phase instanceof Phase.Closed) {
            return false; // the session closed it when it heard
        }
        return giveAndGoLive(givenBy(position, inReply, missed),
                missed.subList(inReply.size(), missed.size()));
    }

    /// The latest is in the reply, however full the outbox: it may be no entry that could be read
    /// later, and what it goes on from is the head.
    private boolean replyWithLatest(Phase.Joining joining, Position head, List<Entry> latest) {
        reply(joining, head, head, latest);
        return !(phase instanceof Phase.Closed) && giveAndGoLive(head.offset(), List.of());
    }

    private void replyBehind(Phase.Joining joining, Position head) {
        List<Entry> inReply = fitting(joining.page());
        Position position = startOf(joining, head);
        reply(joining, head, position, inReply);
        if (phase instanceof Phase.Closed) {
            return;
        }
        setBehind(givenBy(position, inReply, joining.page()));
    }

    /// How far a reply brings the session.
    private static long givenBy(Position position, List<Entry> inReply, List<Entry> missed) {
        if (!inReply.isEmpty()) {
            return inReply.getLast().offset();
        }
        boolean known = !missed.isEmpty() && missed.getFirst().predecessor() != Entry.UNKNOWN;
        return known ? missed.getFirst().predecessor() : position.offset();
    }

    /// The position that the session is told: its own if it gave one, else the head.
    private static Position startOf(Phase.Joining joining, Position head) {
        return switch (joining.from()) {
            case JoinFrom.After(var asked) -> new Position(head.epoch(), asked.offset());
            case JoinFrom.Head(),JoinFrom.Latest() -> head;
        };
    }

    private void reply(Phase.Joining joining, Position head, Position position,
            List<Entry> inReply) {
        epoch = head.epoch();
        become(LIVE);
        if (joining.from() instanceof JoinFrom.After || !joining.recovered()) {
            if (joining.recovered()) {
                owner.counters().recovered++;
            } else {
                owner.counters().unrecovered++;
            }
        }
        owner.listener().onSubscribed(this,
                new Subscribed(position, joining.recovered(), inReply));
    }

    /// The first of the entries that may be in a reply: none while the outbox is full.
    private List<Entry> fitting(List<Entry> missed) {
        if (missed.isEmpty() || entriesInReply == 0 || owner.outbox().full()) {
            return List.of();
        }
        long bytes = 0;
        int count = 0;
        while (count < missed.size() && count < PAGE_ENTRIES) {
            bytes += missed.get(count).message().weight();
            if (count > 0 && bytes > entriesInReply) {
                break;
            }
            count++;
        }
        return missed.subList(0, count);
    }

    /// Gives entries as frames; live if the outbox took them all.
    private boolean giveAndGoLive(long given, List<Entry> entries) {
        long upTo = give(given, entries);
        boolean all = entries.isEmpty() || upTo == entries.getLast().offset();
        if (all && generation == owner.generation()) {
            become(LIVE);
            return true;
        }
        shard.unlive(attachment);
        setBehind(upTo);
        return false;
    }

    private void readFirstPage(Phase.Joining joining, Position head) {
        ReadFrom from = new ReadFrom.After(startOf(joining, head).offset());
        int asked = steps;
        owner.read(channel, rule, head.epoch(), from, head.offset(), PAGE_ENTRIES, answer -> {
            if (steps == asked) {
                onFirstPage(joining, head, answer);
            }
        });
    }

    private void onFirstPage(Phase.Joining joining, Position head, ReadAnswer answer) {
        switch (answer) {
            case ReadAnswer.Page(_, var entries, boolean more) -> {
                Phase.Joining next = new Phase.Joining(joining.from(), entries,
                        joining.recovered());
                become(next);
                if (more) {
                    replyBehind(next, head);
                } else {
                    shard.join(attachment,
                            new JoinFrom.After(new Position(head.epoch(), head.offset())));
                }
            }
            case ReadAnswer.TooOld(var now, _) -> onLoss(now);
            case ReadAnswer.OtherEpoch(var now) -> onLoss(now);
            case ReadAnswer.Failed(var refusal) -> refused(new Refusal.FromLog(refusal));
        }
    }

    private void onLoss(Position head) {
        switch (onLoss) {
            case BEGIN_AT_HEAD -> {
                become(new Phase.Joining(new JoinFrom.Head(), List.of(),
                        PlantedFlaw.LOSS_CALLED_RECOVERED.planted()));
                shard.join(attachment, new JoinFrom.Head());
            }
            case REFUSE -> {
                owner.counters().unrecovered++;
                refused(new Refusal.PositionLost(head));
            }
        }
    }

    private void refused(Refusal refusal) {
        owner.drop(this);
        close();
        owner.listener().onRefused(this, refusal);
    }

    private void ended(Ending ending) {
        owner.drop(this);
        close();
        owner.listener().onEnded(this, ending);
    }

    // ---- live ----

    @Override
    public void look() {
        if (generation == owner.generation()) {
            var _ = owner.outbox().full();
        }
    }

    @Override
    public boolean deliver(Frames frames) {
        return generation == owner.generation() && owner.outbox().offer(frames);
    }

    @Override
    public void deliverTransient(Frames frames, Message newest) {
        if (generation != owner.generation() || owner.outbox().offer(frames)) {
            return; // taken, or its user must be looked at again first
        }
        owner.counters().dropped++;
        switch (rule.slow()) {
            case DROP -> {
            }
            case LATEST -> {
                latest = newest;
                owner.remember(this);
            }
            case DISCONNECT -> owner.tooSlow();
        }
    }

    @Override
    public boolean deliverMembers(Frames frames) {
        return generation == owner.generation() && owner.outbox().offer(frames);
    }

    @Override
    public void onBehind(long offset, int members) {
        this.members = members;
        shard.unlive(attachment);
        owner.counters().fellBehind++;
        setBehind(offset);
    }

    @Override
    public void onFailed(RuntimeException cause) {
        owner.failed(cause);
    }

    @Override
    public void onPositionLost() {
        ended(new Ending.InsufficientState());
    }

    private void setBehind(long offset) {
        become(new Phase.Behind(offset));
        owner.remember(this);
    }

    // ---- catching up ----

    /// The outbox has drained, or the user was looked at: on from where it was.
    ///
    /// @return whether it is on its way now, and will call `owner.onCaughtUpOrNot`
    boolean resume() {
        if (generation != owner.generation()) {
            owner.remember(this); // until its user was looked at
            return false;
        }
        if (latest != null) {
            giveLatest(latest);
        }
        if (!(phase instanceof Phase.Behind(long offset))) {
            return false;
        }
        become(new Phase.CatchingUp(offset));
        long from = PlantedFlaw.SKIP_ONE_ON_RESUME.planted() ? offset + 1 : offset;
        shard.join(attachment, rule.logged()
                ? new JoinFrom.After(new Position(epoch, from))
                : new JoinFrom.Head());
        return true;
    }

    private void giveLatest(Message message) {
        Frames frames = variant.open(channel, epoch);
        if (frames.add(message, 0) && owner.outbox().offer(frames)) {
            latest = null;
        } else {
            owner.remember(this);
        }
        frames.release();
    }

    private boolean onNextJoinAnswer(long offset, JoinAnswer answer) {
        switch (answer) {
            case JoinAnswer.Live(_, var entries, int changes) -> {
                if (variant.memberEvents() && changes != members
                        && !PlantedFlaw.MISSED_MEMBERS_UNSAID.planted()) {
                    // Entries can be read again, who came and went can not.
                    ended(new Ending.InsufficientState());
                    return false;
                }
                boolean live = giveAndGoLive(offset, entries);
                owner.onCaughtUpOrNot();
                return live;
            }
            case JoinAnswer.ReadFirst(var head, _) -> readOn(offset, head);
            case JoinAnswer.Lost _ -> ended(new Ending.InsufficientState());
            case JoinAnswer.Refused(Refusal.Overloaded _) -> tryLater(offset);
            case JoinAnswer.Refused _ -> ended(new Ending.InsufficientState());
        }
        return false;
    }

    private void readOn(long offset, Position head) {
        owner.counters().pagesRead++;
        int asked = steps;
        owner.read(channel, rule, epoch, new ReadFrom.After(offset), head.offset(), PAGE_ENTRIES,
                answer -> {
                    if (steps == asked) {
                        onPage(offset, head, answer);
                    }
                });
    }

    private void onPage(long offset, Position head, ReadAnswer answer) {
        switch (answer) {
            case ReadAnswer.Page(_, var entries, boolean more) -> {
                long given = give(offset, entries);
                boolean all = entries.isEmpty() || given == entries.getLast().offset();
                if (!all) {
                    stopCatchingUp(given);
                    return;
                }
                become(new Phase.CatchingUp(given));
                if (more && !PlantedFlaw.READS_ONE_PAGE_TOO_FEW.planted()) {
                    readOn(given, head);
                } else {
                    // Entries above `head` may have come, but none at or below it is left.
                    shard.join(attachment,
                            new JoinFrom.After(
                                    new Position(epoch, Math.max(given, head.offset()))));
                    become(new Phase.CatchingUp(Math.max(given, head.offset())));
                }
            }
            case ReadAnswer.TooOld _,ReadAnswer.OtherEpoch _ -> ended(
                    new Ending.InsufficientState());
            case ReadAnswer.Failed(LogRefusal.Unavailable _) -> tryLater(offset);
            case ReadAnswer.Failed _ -> ended(new Ending.InsufficientState());
        }
    }

    private void stopCatchingUp(long offset) {
        setBehind(offset);
        owner.onCaughtUpOrNot();
    }

    private void tryLater(long offset) {
        become(new Phase.Behind(offset));
        owner.rememberForLater(this);
        owner.onCaughtUpOrNot();
    }

    /// Offers entries as frames.
    ///
    /// @return the offset of the last one that was taken, `before` if none was
    private long give(long before, List<Entry> entries) {
        long given = before;
        int i = 0;
        while (i < entries.size()) {
            if (generation != owner.generation()) {
                return given;
            }
            Frames frames = variant.open(channel, epoch);
            int first = i;
            long bytes = 0;
            while (i < entries.size()
                    && frames.add(entries.get(i).message(), entries.get(i).offset())) {
                bytes += entries.get(i).message().payload().length;
                i++;
            }
            boolean taken = owner.outbox().offer(frames);
            frames.release();
            if (!taken) {
                return given;
            }
            owner.counters().deliveries += i - first;
            owner.counters().deliveredBytes += bytes;
            given = entries.get(i - 1).offset();
        }
        return given;
    }

    // ---- revocation ----

    /// Its user was looked at again and may stay.
    void admit() {
        generation = owner.generation();
    }

    /// The server API ends it.
    void endByServer(int code, String reason) {
        if (phase instanceof Phase.Joining) {
            refused(new Refusal.NotAllowed("subscribe", channel.value()));
        } else {
            ended(new Ending.ByServer(code, reason));
        }
    }
}

package tidings.core.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.fanout.JoinAnswer;
import tidings.core.fanout.LoopEvent;
import tidings.core.fanout.LoopFanOut;
import tidings.core.fanout.Member;
import tidings.core.fanout.MemberEvent;
import tidings.core.loop.Loop;
import tidings.core.loop.LoopReads;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.FailStop;
import tidings.log.Located;
import tidings.log.Log;
import tidings.log.LogEvent;
import tidings.log.LogRefusal;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.Outcome;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadRequest;
import tidings.log.Settled;
import tidings.log.TrimAnswer;

/// Owns a fixed share of all channels, and decides what is in which order.
///
/// <pre>
///   publish ─► onPublish ─► log ─► onEntries ─┬─► tail
///                                             └─► one list of events per loop ─► LoopFanOut
///   join ────► onJoin: the tail reaches back? ─► live, from here on
///                                     or not? ─► read the log up to the head, and ask again
/// </pre>
///
/// The public methods may be called from any thread and only enqueue; each has its `on…` that
/// does it, on the shard's loop. A join is one turn of that loop: what was committed before it is
/// in its answer, what is committed after it follows, and both come to the subscriber's loop in
/// one order. A channel is loading or resident; what comes while it loads waits.
///
/// Never: an entry shown that the log has not given back; a head that goes back; an answer that
/// was not asked for.
@OwnedBy(Owner.LOOP)
public final class Shard {
    private static final System.Logger LOGGER = System.getLogger(Shard.class.getName());

    /// Channels that are read at a time for publishes that may not make them: most of those are not
    /// there, and a flood of them would have everybody wait.
    private static final int LOADS_IN_DOUBT_MAX = 2;

    private final int index;
    private final Loop loop;
    private final Log log;
    private final LoopReads reads;
    private final Rules rules;
    private final ShardLimits limits;
    private final ByteBudget budget;
    private final LoopFanOut here;
    private final int loopCount;
    private final FailStop failStop;

    private final Residents residents;
    private final Presences presences = new Presences();
    private final Tail tail;
    private final Publishing publishing;
    private int loadsInDoubt;
    /// Of the last entry that the log gave back.
    private long sequence;
    /// Of whoever has read further in the log than that.
    private final List<ShardCommand.ReadTail> aheadReads = new ArrayList<>(0);

    // This turn's.
    private final TurnOutput output;
    private boolean turnOpen;

    /// @param reads  of its loop
    /// @param wanted whether anybody has a filter for a channel
    public Shard(int index, Loop loop, Log log, LoopReads reads, Rules rules, ShardLimits limits,
            ByteBudget budget, Predicate<ChannelName> wanted, List<LoopFanOut> fanOuts,
            FailStop failStop) {
        this.index = index;
        this.loop = loop;
        this.log = log;
        this.reads = reads;
        this.rules = rules;
        this.limits = limits;
        this.residents = new Residents(limits.idleChannelsMax());
        this.budget = budget;
        this.here = fanOuts.get(loop.index());
        this.loopCount = fanOuts.size();
        this.output = new TurnOutput(fanOuts, limits.givenBytesMax());
        this.failStop = failStop;
        this.sequence = log.listen(index, event -> enqueue(new ShardCommand.Happened(event)));
        this.tail = new Tail(limits.tailBytesMax(), sequence);
        this.publishing = new Publishing(loop, log, limits.waitingMax(), budget, wanted,
                here.counters(), this::open, output,
                (event, loopIndex) -> post(loopIndex, event));
    }

    /// What it weighs counts from here until it is answered, wherever it waits; above the budget it
    /// is refused.
    public void publish(Publish publish) {
        boolean taken = budget.take(publish.weight());
        if (!taken) {
            refuse(publish);
        }
        if (taken || PlantedFlaw.REFUSED_IS_APPENDED.planted()) {
            enqueue(new ShardCommand.DoPublish(publish));
        }
    }

    /// Not by way of this shard's queue: that would hold what there is no room for.
    private void refuse(Publish publish) {
        PublishReply reply = publish.reply();
        LoopFanOut home = publish.home() == null ? here : publish.home();
        var refused = new PublishOutcome.Refused(new Refusal.Overloaded(
                "%d bytes of publishes wait for the log".formatted(budget.bytesMax())));
        home.post(List.of(new LoopEvent.Answered(() -> {
            home.counters().publishesRefused++;
            reply.onOutcome(refused);
        })));
    }

    /// Asks for a place in the live set; [tidings.core.fanout.Subscriber#onJoinAnswer] hears.
    public void join(Attachment attachment, JoinFrom from) {
        enqueue(new ShardCommand.Join(attachment, from));
    }

    /// Says that a subscriber has left its live set, and will join again.
    public void unlive(Attachment attachment) {
        enqueue(new ShardCommand.Unlive(attachment));
    }

    /// Ends a subscription.
    public void leave(Attachment attachment) {
        enqueue(new ShardCommand.Leave(attachment));
    }

    /// Makes a session a member. Ends of an earlier membership of the same session may come later.
    public void enter(Membership membership) {
        enqueue(new ShardCommand.Enter(membership));
    }

    public void exit(Membership membership) {
        enqueue(new ShardCommand.Exit(membership));
    }

    /// The answer comes on any thread.
    public CompletionStage<ReadAnswer> readHistory(HistoryRequest request) {
        CompletableFuture<ReadAnswer> answer = new CompletableFuture<>();
        enqueue(new ShardCommand.ReadHistory(request, answer));
        return answer;
    }

    /// Lets go of all entries of a channel. The reply is called on the shard's loop.
    public void trim(ChannelName channel, Consumer<TrimAnswer> reply) {
        enqueue(new ShardCommand.Trim(channel, reply));
    }

    /// The reply is called on the shard's loop.
    public void readPresence(ChannelName channel, Consumer<Presence> reply) {
        enqueue(new ShardCommand.ReadPresence(channel, reply));
    }

    /// Channels that somebody is subscribed to. The reply is called on the shard's loop.
    public void listChannels(Consumer<List<ChannelSummary>> reply) {
        enqueue(new ShardCommand.ListChannels(reply));
    }

    /// From now on a loop hears everything of this shard, after the entry that the reply names; it
    /// is called on that loop.
    public void tap(LoopFanOut home, LongConsumer reply) {
        enqueue(new ShardCommand.Tap(home, reply));
    }

    /// Asks for the shard's entries after a sequence, as far as they are in memory; the reply is
    /// called on that loop, where everything up to them has come, and nothing after them.
    ///
    /// @param wanted of which channels; asked on the shard's loop
    /// @param limit at most so many
    public void readTail(LoopFanOut home, long after, Predicate<ChannelName> wanted, int limit,
            TailReply reply) {
        enqueue(new ShardCommand.ReadTail(home, after, wanted, limit, reply));
    }

    private void enqueue(ShardCommand command) {
        loop.execute(() -> dispatch(command));
    }

    private void dispatch(ShardCommand command) {
        loop.assertInLoop();
        try {
            switch (command) {
                case ShardCommand.ForChannel forChannel -> onForChannel(forChannel);
                case ShardCommand.ListChannels(var reply) -> reply(reply, summaries());
                case ShardCommand.Tap(var home, var reply) -> onTap(home, reply);
                case ShardCommand.ReadTail read -> onReadTail(read);
                case ShardCommand.Opened(var channel, var answer) -> onOpened(channel, answer);
                case ShardCommand.JoinLocated(var join, var located) ->
                    onJoinLocated(join, located);
                case ShardCommand.LatestFound(var join, var found) -> onLatestFound(join, found);
                case ShardCommand.Trimmed trimmed -> onTrimmed(trimmed);
                case ShardCommand.Happened(var event) -> onLogEvent(event);
            }
        } catch (RuntimeException e) {
            failStop.stop("shard %d broke an invariant at %s".formatted(index,
                    command.getClass().getSimpleName()), e);
        }
    }

    // ---- loading ----

    private void onForChannel(ShardCommand.ForChannel command) {
        Residence residence = residents.get(command.channel());
        if (residence == null && needsChannel(command)) {
            Rule rule = rules.of(command.channel()).orElse(null);
            Refusal mayNotCreate = rule != null && rule.logged() ? mayNotCreate(command) : null;
            if (mayNotCreate != null && loadsInDoubt >= LOADS_IN_DOUBT_MAX) {
                refuse(command, mayNotCreate);
                return;
            }
            residence = rule == null ? null : load(command.channel(), rule, mayNotCreate != null);
        }
        switch (residence) {
            case null -> onAbsent(command);
            case Residence.Loading(_, var waiting, _) -> {
                if (waiting.size() < limits.waitingMax()
                        || command instanceof ShardCommand.Unanswered) {
                    waiting.addLast(command);
                } else {
                    refuse(command, Publishing.tooMuchWaits());
                }
            }
            case Channel channel -> onResident(channel, command);
        }
    }

    private static boolean needsChannel(ShardCommand.ForChannel command) {
        return switch (command) {
            case ShardCommand.DoPublish _,ShardCommand.Join _,ShardCommand.Enter _,ShardCommand.Trim _ ->
                true;
            case ShardCommand.Unanswered _,ShardCommand.ReadHistory _,ShardCommand.ReadPresence _ ->
                false;
        };
    }

    private static @Nullable Refusal mayNotCreate(ShardCommand.ForChannel command) {
        return command instanceof ShardCommand.DoPublish(var publish)
                ? publish.mayNotCreate()
                : null;
    }

    private Residence load(ChannelName name, Rule rule, boolean inDoubt) {
        Residence residence;
        if (rule.logged()) {
            residence = new Residence.Loading(inDoubt, new ArrayDeque<>(4), new ArrayDeque<>(1));
            loadsInDoubt += inDoubt ? 1 : 0;
            open(name);
        } else {
            residence = new Channel(name, rule, null);
        }
        residents.put(name, residence);
        return residence;
    }

    private void open(ChannelName name) {
        log.open(name).whenComplete((answer, failure) -> enqueue(new ShardCommand.Opened(name,
                answer != null
                        ? answer
                        : new OpenAnswer.Failed(LogRefusal.Unavailable.because(failure)))));
    }

    private void onOpened(ChannelName name, OpenAnswer answer) {
        switch (residents.get(name)) {
            case Residence.Loading loading -> onLoaded(name, loading, answer);
            case Channel channel -> {
                publishing.onOpened(channel, answer);
                settleIdleness(channel);
            }
            case null -> throw new IllegalStateException(
                    name + " was opened and is neither loading nor resident");
        }
    }

    private void onLoaded(ChannelName name, Residence.Loading loading, OpenAnswer answer) {
        loadsInDoubt -= loading.inDoubt() ? 1 : 0;
        switch (answer) {
            case OpenAnswer.Opened(var handle) -> {
                Rule rule = rules.of(name).orElseThrow();
                Channel channel = new Channel(name, rule, handle);
                residents.put(name, channel);
                loading.committed().forEach(entry -> moveHead(channel, entry));
                loading.waiting().forEach(command -> onResident(channel, command));
                settleIdleness(channel);
            }
            case OpenAnswer.Failed(var refusal) -> {
                residents.remove(name);
                loading.waiting().forEach(
                        command -> refuse(command, new Refusal.FromLog(refusal)));
            }
        }
    }

    /// A command to a channel that is not resident and does not need to be, or has no rule.
    private void onAbsent(ShardCommand.ForChannel command) {
        switch (command) {
            case ShardCommand.Unanswered _ -> {
            }
            case ShardCommand.ReadPresence(_, var reply) -> reply(reply, Presence.NOBODY);
            case ShardCommand.ReadHistory(var request, var answer) -> readLog(request, answer);
            case ShardCommand.DoPublish _,ShardCommand.Join _,ShardCommand.Trim _ -> refuse(command,
                    new Refusal.UnknownChannel(command.channel().value()));
        }
    }

    private void refuse(ShardCommand.ForChannel command, Refusal refusal) {
        switch (command) {
            case ShardCommand.DoPublish(var publish) -> publishing.answer(publish,
                    new PublishOutcome.Refused(refusal));
            case ShardCommand.Join(var attachment, _) -> answerJoin(attachment,
                    new JoinAnswer.Refused(refusal));
            case ShardCommand.Trim(_, var reply) -> reply(reply,
                    new TrimAnswer.Failed(logRefusal(refusal)));
            case ShardCommand.ReadHistory(_, var answer) -> answer.complete(
                    new ReadAnswer.Failed(logRefusal(refusal)));
            case ShardCommand.ReadPresence(_, var reply) -> reply(reply, Presence.NOBODY);
            case ShardCommand.Unanswered _ -> {
            }
        }
    }

    private static LogRefusal logRefusal(Refusal refusal) {
        return refusal instanceof Refusal.FromLog(var inner)
                ? inner
                : new LogRefusal.Unavailable(refusal.toString());
    }

    private void onResident(Channel channel, ShardCommand.ForChannel command) {
        residents.onBusy(channel);
        switch (command) {
            case ShardCommand.DoPublish(var publish) -> publishing.onPublish(channel, publish);
            case ShardCommand.Join join -> onJoin(channel, join);
            case ShardCommand.Unlive(var attachment) -> onUnlive(channel, attachment);
            case ShardCommand.Leave(var attachment) -> onLeave(channel, attachment);
            case ShardCommand.Enter(var membership) -> onEnter(channel, membership);
            case ShardCommand.Exit(var membership) -> onExit(channel, membership);
            case ShardCommand.ReadHistory(var request, var answer) -> onReadHistory(channel,
                    request, answer);
            case ShardCommand.Trim(_, var reply) -> onTrim(channel, reply);
            case ShardCommand.ReadPresence(_, var reply) -> reply(reply,
                    presences.of(channel));
        }
        settleIdleness(channel);
    }

    private void settleIdleness(Channel channel) {
        if (residents.onSettled(channel)) {
            openTurn();
        }
    }

    // ---- what the log says ----

    private void onLogEvent(LogEvent event) {
        switch (event) {
            case LogEvent.Entries(var entries, var settled) -> onEntries(entries, settled);
            case LogEvent.Relayed(var name, var message) -> onRelayed(name, message);
            case LogEvent.EpochChanged(var reason) -> onEpochChanged(reason);
            case LogEvent.Interrupted(var cause) -> LOGGER.log(System.Logger.Level.WARNING,
                    "shard {0}: the log was interrupted: {1}", index, cause);
        }
    }

    /// It may come when the channel is no longer here, or has never been: by what the log promises
    /// nobody waits for it.
    private void onRelayed(ChannelName name, Message message) {
        Channel channel = residents.channel(name);
        openTurn();
        if (channel != null) {
            output.collect(channel, message);
        } else {
            output.postToTapping(new LoopEvent.Relayed(name, List.of(message)));
        }
        handOverIfFull();
    }

    private void onEntries(List<Entry> entries, List<Settled> settled) {
        for (Entry entry : entries) {
            sequence = entry.sequence();
            boolean shown = switch (residents.get(entry.channel())) {
                // Nobody here is interested; whoever comes opens the channel at its head.
                case null -> tellTaps(entry,
                        rules.of(entry.channel()).map(Rule::logged).orElse(true));
                case Residence.Loading(_, _, var committed) -> {
                    committed.addLast(entry);
                    yield tellTaps(entry, true);
                }
                case Channel channel -> onCommitted(channel, entry);
            };
            if (shown) {
                tail.add(entry, residents);
            }
            handOverIfFull();
        }
        answerAheadReads();
        for (Settled one : settled) {
            onSettled((Publish) one.append().context(), one.outcome());
        }
    }

    /// @return whether it is shown as an entry: of a channel that keeps nothing but its state it is
    ///     a message like any other
    private boolean onCommitted(Channel channel, Entry entry) {
        if (!moveHead(channel, entry)) {
            return tellTaps(entry, channel.logged());
        }
        openTurn();
        if (channel.logged()) {
            channel.addToTail(entry);
            output.collect(channel, entry);
        } else {
            output.collect(channel, entry.message());
            output.postToTapping(new LoopEvent.Moved(index, sequence));
        }
        return channel.logged();
    }

    /// @return false if it is of an append whose outcome was unknown: opening has found it already
    private static boolean moveHead(Channel channel, Entry entry) {
        if (channel.handle != null && entry.offset() <= channel.handle.headWhenOpened()) {
            return false;
        }
        channel.onCommitted(entry);
        return true;
    }

    /// @return `shown`
    private boolean tellTaps(Entry entry, boolean shown) {
        openTurn();
        output.postToTapping(shown
                ? new LoopEvent.Logged(entry.channel(), List.of(entry))
                : new LoopEvent.Moved(index, sequence));
        return shown;
    }

    private void onTap(LoopFanOut home, LongConsumer reply) {
        output.tap(home.loop().index());
        long from = sequence;
        cutOff();
        post(home.loop().index(), new LoopEvent.Answered(() -> reply.accept(from)));
    }

    /// Who has read further in the log than this shard waits until it is there.
    private void onReadTail(ShardCommand.ReadTail read) {
        if (read.after() > sequence && !PlantedFlaw.TAIL_BEHIND_THE_QUESTION.planted()) {
            aheadReads.add(read);
        } else {
            answer(read);
        }
    }

    private void answerAheadReads() {
        if (!aheadReads.isEmpty()) {
            List<ShardCommand.ReadTail> waiting = List.copyOf(aheadReads);
            aheadReads.clear();
            waiting.forEach(this::onReadTail);
        }
    }

    private void answer(ShardCommand.ReadTail read) {
        List<Entry> entries = tail.after(read.after(), read.wanted(), read.limit());
        List<Entry> kept = entries != null && entries.stream().allMatch(this::isKept)
                ? entries
                : null;
        cutOff();
        post(read.home().loop().index(),
                new LoopEvent.Answered(() -> read.reply().onTail(kept)));
    }

    /// What comes next is not to be mixed with what was collected.
    private void cutOff() {
        output.cutOffAll().forEach(this::settleIdleness);
    }

    /// Whether it is sure that an entry of the tail may still be shown.
    private boolean isKept(Entry entry) {
        Channel channel = residents.channel(entry.channel());
        return channel != null && channel.keeps(entry, loop.wallMs());
    }

    private void onSettled(Publish publish, Outcome outcome) {
        Channel channel = residents.channel(publish.channel());
        if (channel == null || channel.inFlight == 0) {
            throw new IllegalStateException(publish.channel() + ": an append was settled twice");
        }
        publishing.onSettled(channel, publish, outcome);
        settleIdleness(channel);
    }

    private void onEpochChanged(String reason) {
        LOGGER.log(System.Logger.Level.WARNING, "shard {0}: new epochs: {1}", index, reason);
        tail.raiseFloor(sequence);
        openTurn();
        output.postToTapping(new LoopEvent.ShardPositionsLost(index));
        aheadReads.forEach(this::answer);
        aheadReads.clear();
        for (Channel channel : residents.all()) {
            if (channel.logged()) {
                output.cutOff(channel);
                channel.forgetTail();
                openTurn();
                output.postToLive(channel, new LoopEvent.PositionsLost(channel.name));
            }
        }
    }

    // ---- joining and leaving ----

    private void onJoin(Channel channel, ShardCommand.Join join) {
        Attachment attachment = join.attachment();
        boolean enters = !attachment.attached && attachment.member != null
                && presences.enter(channel, attachment.member);
        if (!attachment.attached) {
            attachment.attached = true;
            channel.subscriptions++;
        }
        decideJoin(channel, join, channel.memberChanges + (enters ? 1 : 0));
        if (enters && attachment.member != null) {
            postMemberEvent(channel, new MemberEvent.Joined(attachment.member));
            if (PlantedFlaw.JOIN_ANNOUNCED_TWICE.planted()) {
                postMemberEvent(channel, new MemberEvent.Joined(attachment.member));
            }
        }
    }

    /// @param changes how often members will have changed when this turn is over: somebody who is
    ///     not live does not see itself join
    private void decideJoin(Channel channel, ShardCommand.Join join, int changes) {
        Position head = channel.position();
        switch (join.from()) {
            case JoinFrom.Head() -> makeLive(channel, join.attachment(), List.of());
            case JoinFrom.Latest() -> joinAtLatest(channel, join, channel.logged()
                    ? channel.latest(loop.wallMs())
                    : List.of());
            case JoinFrom.After(var position) -> {
                boolean thisEpoch = position.epoch().equals(head.epoch())
                        || position.epoch().isEmpty();
                if (!thisEpoch || position.offset() > head.offset()) {
                    locate(channel, join, position);
                    return;
                }
                List<Entry> after = channel.tailAfter(position.offset(),
                        loop.wallMs());
                if (after != null) {
                    makeLive(channel, join.attachment(), after);
                } else {
                    answerJoin(join.attachment(),
                            new JoinAnswer.ReadFirst(head, changes));
                }
            }
        }
    }

    /// @param latest null to ask the log
    private void joinAtLatest(Channel channel, ShardCommand.Join join,
            @Nullable List<Entry> latest) {
        if (latest != null) {
            makeLive(channel, join.attachment(), latest);
            return;
        }
        long head = channel.head();
        LogRetention retention = channel.retention();
        reads.ask(1, () -> LatestRead.ask(log, index, channel.name, head, retention),
                (found, failure) -> enqueue(new ShardCommand.LatestFound(join, found != null
                        ? found
                        : new LatestRead.Failed(LogRefusal.Unavailable.because(failure)))));
    }

    private void onLatestFound(ShardCommand.Join join, LatestRead answer) {
        Attachment attachment = join.attachment();
        Channel channel = residents.channel(attachment.channel);
        if (!attachment.attached || channel == null) {
            return; // it left meanwhile
        }
        switch (answer) {
            case LatestRead.Found found -> joinAtLatest(channel, join,
                    channel.latest(found, sequence, loop.wallMs()));
            case LatestRead.Failed(var refusal) -> answerJoin(attachment,
                    new JoinAnswer.Refused(new Refusal.FromLog(refusal)));
        }
    }

    private void makeLive(Channel channel, Attachment attachment, List<Entry> entries) {
        if (attachment.live) {
            throw new IllegalStateException(channel.name + ": a live subscriber joined");
        }
        channel.addLive(attachment, loopCount);
        answerJoin(attachment,
                new JoinAnswer.Live(channel.position(), entries, channel.memberChanges));
    }

    /// The position is not one this shard can judge: the log's word counts.
    private void locate(Channel channel, ShardCommand.Join join, Position position) {
        if (!channel.logged()) {
            answerJoin(join.attachment(), new JoinAnswer.Lost(channel.position()));
            return;
        }
        log.locate(channel.name, channel.retention(), position).whenComplete(
                (located, failure) -> enqueue(new ShardCommand.JoinLocated(join,
                        located != null
                                ? located
                                : new Located.Failed(LogRefusal.Unavailable.because(failure)))));
    }

    private void onJoinLocated(ShardCommand.Join join, Located located) {
        Attachment attachment = join.attachment();
        Channel channel = residents.channel(attachment.channel);
        if (!attachment.attached || channel == null) {
            return; // it left meanwhile
        }
        switch (located) {
            case Located.Ok() -> answerJoin(attachment,
                    new JoinAnswer.ReadFirst(channel.position(), channel.memberChanges));
            case Located.TooOld _,Located.OtherEpoch _ -> answerJoin(attachment,
                    new JoinAnswer.Lost(channel.position()));
            case Located.Ahead _ -> answerJoin(attachment, new JoinAnswer.Refused(
                    new Refusal.Overloaded("this node has not read that far yet")));
            case Located.Failed(var refusal) -> answerJoin(attachment,
                    new JoinAnswer.Refused(new Refusal.FromLog(refusal)));
        }
    }

    private void onUnlive(Channel channel, Attachment attachment) {
        if (attachment.live) {
            channel.removeLive(attachment);
        }
    }

    private void onLeave(Channel channel, Attachment attachment) {
        onUnlive(channel, attachment);
        if (!attachment.attached) {
            return;
        }
        attachment.attached = false;
        channel.subscriptions--;
        if (attachment.member != null && !PlantedFlaw.MEMBER_FORGOTTEN.planted()) {
            exit(channel, attachment.member);
        }
    }

    private void onEnter(Channel channel, Membership membership) {
        membership.entered = true;
        if (presences.enter(channel, membership.member)) {
            postMemberEvent(channel, new MemberEvent.Joined(membership.member));
        }
    }

    private void onExit(Channel channel, Membership membership) {
        if (membership.entered) {
            membership.entered = false;
            exit(channel, membership.member);
        }
    }

    private void exit(Channel channel, Member member) {
        if (presences.exit(channel, member)) {
            postMemberEvent(channel, new MemberEvent.Left(member));
        }
    }

    // ---- reading ----

    private void onReadHistory(Channel channel, HistoryRequest request,
            CompletableFuture<ReadAnswer> answer) {
        Position head = channel.position();
        if (!channel.logged() || channel.recorded()) {
            readLog(request, answer);
        } else if (request.epoch() != null && !request.epoch().equals(head.epoch())) {
            answer.complete(new ReadAnswer.OtherEpoch(head));
        } else {
            // No record: the epoch its subscribers were told is known here only.
            answer.complete(new ReadAnswer.Page(head, List.of(), false));
        }
    }

    private void readLog(HistoryRequest request, CompletableFuture<ReadAnswer> answer) {
        Rule rule = rules.of(request.channel()).orElse(null);
        if (rule == null || rule.log() == null) {
            answer.complete(new ReadAnswer.Page(new Position("", 0), List.of(), false));
            return;
        }
        log.read(new ReadRequest(request.channel(), rule.log(), request.epoch(), request.from(),
                Long.MAX_VALUE, request.limit(), request.bytesMax()))
                .whenComplete((page, failure) -> answer.complete(page != null
                        ? page
                        : new ReadAnswer.Failed(LogRefusal.Unavailable.because(failure))));
    }

    private void onTrim(Channel channel, Consumer<TrimAnswer> reply) {
        if (!channel.logged() || channel.handle == null || channel.head() == 0) {
            reply(reply, new TrimAnswer.Trimmed());
            return;
        }
        channel.forgetTail();
        tail.raiseFloor(sequence);
        channel.inFlight++;
        log.trim(channel.handle, channel.head())
                .whenComplete((answer, failure) -> enqueue(new ShardCommand.Trimmed(channel.name,
                        answer != null
                                ? answer
                                : new TrimAnswer.Failed(LogRefusal.Unavailable.because(failure)),
                        reply)));
    }

    private void onTrimmed(ShardCommand.Trimmed trimmed) {
        Channel channel = residents.channel(trimmed.channel());
        if (channel != null) {
            channel.inFlight--;
            settleIdleness(channel);
        }
        reply(trimmed.reply(), trimmed.answer());
    }

    private List<ChannelSummary> summaries() {
        List<ChannelSummary> summaries = new ArrayList<>();
        for (Channel channel : residents.all()) {
            if (channel.subscriptions > 0) {
                summaries.add(new ChannelSummary(channel.name, channel.subscriptions));
            }
        }
        return summaries;
    }

    // ---- what goes out ----

    private void postMemberEvent(Channel channel, MemberEvent event) {
        openTurn();
        output.cutOff(channel);
        channel.memberChanges++;
        output.postToWatching(channel,
                new LoopEvent.MemberChanged(channel.name, event, channel.memberChanges));
    }

    private void answerJoin(Attachment attachment, JoinAnswer answer) {
        Channel channel = residents.channel(attachment.channel);
        if (channel != null) {
            if (!PlantedFlaw.COLLECT_ACROSS_A_JOIN.planted()) {
                output.cutOff(channel);
            }
        }
        post(attachment.home.loop().index(),
                new LoopEvent.JoinAnswered(attachment.channel, attachment.subscriber, answer));
    }

    /// In a step of its own: what a caller does with its answer is none of this owner's.
    private <T> void reply(Consumer<T> reply, T answer) {
        loop.execute(() -> reply.accept(answer));
    }

    private void post(int loopIndex, LoopEvent event) {
        openTurn();
        output.post(loopIndex, event);
    }

    private void openTurn() {
        if (!turnOpen) {
            turnOpen = true;
            loop.atTurnEnd(this::endTurn);
        }
    }

    private void handOverIfFull() {
        if (output.full()) {
            cutOff();
            output.handOver();
        }
    }

    private void endTurn() {
        turnOpen = false;
        output.cutOffAll().forEach(this::settleIdleness);
        residents.forgetLongestIdle();
        output.handOver();
    }
}

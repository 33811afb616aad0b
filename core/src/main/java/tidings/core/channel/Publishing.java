package tidings.core.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import tidings.core.fanout.LoopEvent;
import tidings.core.fanout.LoopFanOut;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.loop.Loop;
import tidings.core.loop.LoopCounters;
import tidings.core.refusal.Refusal;
import tidings.log.Append;
import tidings.log.ChannelName;
import tidings.log.Log;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.Outcome;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.TableWrite;

/// What is published to one shard's channels, until it is answered.
///
/// <pre>
///   the rule keeps entries:  ─► append ─► settled ─► answered
///   it keeps none:           what makes a state ─► append …
///                            all else           ─► relayed, answered
/// </pre>
///
/// A channel has one order. So where the two meet, what is relayed waits until the appends before it
/// are settled, and what comes after that waits for it; and all wait until the channel has a handle,
/// which one that keeps nothing has from its first state on.
@OwnedBy(Owner.LOOP)
final class Publishing {
    /// Of what makes the state of a channel that keeps nothing else: a state has its own place.
    private static final LogRetention STATE_ALONE = new LogRetention(1, Duration.ofHours(1),
            Long.MAX_VALUE);

    private final Loop loop;
    private final Log log;
    private final int waitingMax;
    private final ByteBudget budget;
    private final Predicate<ChannelName> wanted;
    private final LoopCounters counters;
    private final Consumer<ChannelName> open;
    private final TurnOutput output;
    private final ObjIntConsumer<LoopEvent> post;
    /// By channel, what waits; never empty.
    private final Map<ChannelName, ArrayDeque<Publish>> heldBack = new HashMap<>();

    /// @param waitingMax of one channel
    /// @param wanted whether anybody has a filter for a channel
    /// @param open asks for a channel's handle; [#onOpened] hears
    /// @param output where what is published goes; only asked
    /// @param post says something to a loop
    Publishing(Loop loop, Log log, int waitingMax, ByteBudget budget,
            Predicate<ChannelName> wanted, LoopCounters counters, Consumer<ChannelName> open,
            TurnOutput output, ObjIntConsumer<LoopEvent> post) {
        this.loop = loop;
        this.log = log;
        this.waitingMax = waitingMax;
        this.budget = budget;
        this.wanted = wanted;
        this.counters = counters;
        this.open = open;
        this.output = output;
        this.post = post;
    }

    void onPublish(Channel channel, Publish publish) {
        boolean behind = !channel.logged() && heldBack.containsKey(channel.name);
        if (behind || mustWait(channel, publish)) {
            holdBack(channel, publish);
        } else {
            publish(channel, publish);
        }
    }

    private static boolean mustWait(Channel channel, Publish publish) {
        return !channel.logged()
                && (isRelayed(channel, publish) ? channel.inFlight > 0 : channel.handle == null);
    }

    private static boolean isRelayed(Channel channel, Publish publish) {
        return publish.ephemeral()
                || (!channel.logged() && publish.message().attributes().key() == null);
    }

    private void holdBack(Channel channel, Publish publish) {
        ArrayDeque<Publish> waiting = heldBack.computeIfAbsent(channel.name,
                _ -> new ArrayDeque<>(2));
        if (waiting.size() >= waitingMax) {
            answer(publish, new PublishOutcome.Refused(tooMuchWaits()));
            return;
        }
        waiting.addLast(publish);
        if (channel.handle == null && channel.inFlight == 0) {
            channel.inFlight++; // the handle that is asked for
            open.accept(channel.name);
        }
    }

    static Refusal tooMuchWaits() {
        return new Refusal.Overloaded("too much waits for this channel");
    }

    /// The handle of a channel that keeps nothing but its state is there, or is refused.
    void onOpened(Channel channel, OpenAnswer answer) {
        channel.inFlight--;
        switch (answer) {
            case OpenAnswer.Opened(var handle) -> channel.open(handle);
            case OpenAnswer.Failed(var refusal) -> {
                ArrayDeque<Publish> waiting = Objects.requireNonNull(heldBack.get(channel.name));
                List<Publish> states = waiting.stream()
                        .filter(publish -> !isRelayed(channel, publish)).toList();
                waiting.removeIf(publish -> !isRelayed(channel, publish));
                states.forEach(publish -> answer(publish,
                        new PublishOutcome.Refused(new Refusal.FromLog(refusal))));
            }
        }
        goOn(channel);
    }

    private void goOn(Channel channel) {
        ArrayDeque<Publish> waiting = channel.logged() ? null : heldBack.get(channel.name);
        if (waiting == null) {
            return;
        }
        while (!waiting.isEmpty() && !mustWait(channel, waiting.getFirst())) {
            publish(channel, waiting.removeFirst());
        }
        if (waiting.isEmpty()) {
            heldBack.remove(channel.name);
        }
    }

    private void publish(Channel channel, Publish publish) {
        Message message = publish.message();
        if (isRelayed(channel, publish)) {
            log.relay(channel.name, message);
            answerInTime(channel, publish, new PublishOutcome.Relayed(isWanted(channel)));
            return;
        }
        if (publish.mayNotCreate() != null && !channel.recorded() && channel.inFlight == 0) {
            answer(publish, new PublishOutcome.Refused(publish.mayNotCreate()));
            return;
        }
        channel.inFlight++;
        LogRetention retention = channel.rule.log();
        log.append(new Append(Objects.requireNonNull(channel.handle), message,
                retention == null ? STATE_ALONE : retention,
                PlantedFlaw.KEY_DROPPED.planted() ? null : publish.idempotency(),
                writesOf(publish), publish));
    }

    private static List<TableWrite> writesOf(Publish publish) {
        List<TableWrite> state = StateTable.writesOf(publish.channel(), publish.message());
        if (state.isEmpty() || publish.writes().isEmpty()) {
            return state.isEmpty() ? publish.writes() : state;
        }
        List<TableWrite> both = new ArrayList<>(state);
        both.addAll(publish.writes());
        return both;
    }

    /// The log has said what became of an append.
    void onSettled(Channel channel, Publish publish, Outcome outcome) {
        channel.inFlight--;
        answerInTime(channel, publish, switch (outcome) {
            case Outcome.Committed(var position, _) -> new PublishOutcome.Stored(position, false,
                    channel.createdAt() == position.offset(), isWanted(channel));
            case Outcome.Duplicate(var first) -> new PublishOutcome.Stored(first, true, false,
                    isWanted(channel));
            case Outcome.Refused(var refusal) -> new PublishOutcome.Refused(
                    new Refusal.FromLog(refusal));
            case Outcome.Unknown(var reason) -> new PublishOutcome.Unknown(reason);
        });
        goOn(channel);
    }

    private boolean isWanted(Channel channel) {
        return channel.subscriptions > 0 || wanted.test(channel.name);
    }

    /// What loops with subscribers have not delivered is in no budget. So the publishers of a channel
    /// wait for a loop that is behind, by way of which they are answered: one that is never told that
    /// it may go on does not publish more.
    private void answerInTime(Channel channel, Publish publish, PublishOutcome outcome) {
        LoopFanOut behind = output.behind(channel);
        if (behind == null) {
            answer(publish, outcome);
        } else {
            behind.post(List.of(new LoopEvent.Answered(
                    () -> loop.execute(() -> answer(publish, outcome)))));
        }
    }

    /// The only way out: what it weighs is given back, and nothing of its message is kept.
    void answer(Publish publish, PublishOutcome outcome) {
        budget.giveBack(publish.weight());
        count(publish, outcome);
        LoopFanOut home = publish.home();
        PublishReply reply = publish.reply();
        if (home == null) {
            loop.execute(() -> reply.onOutcome(outcome));
        } else {
            post.accept(new LoopEvent.Answered(() -> reply.onOutcome(outcome)),
                    home.loop().index());
        }
    }

    private void count(Publish publish, PublishOutcome outcome) {
        counters.publishNs += loop.monotonicNs() - publish.requestedNs();
        switch (outcome) {
            case PublishOutcome.Stored(_, boolean duplicate, _, _) -> {
                if (duplicate) {
                    counters.publishesDuplicate++;
                } else {
                    counters.publishesStored++;
                    counters.publishedBytes += publish.message().payload().length;
                }
            }
            case PublishOutcome.Relayed _ -> {
                counters.publishesRelayed++;
                counters.publishedBytes += publish.message().payload().length;
            }
            case PublishOutcome.Refused _ -> counters.publishesRefused++;
            case PublishOutcome.Unknown _ -> counters.publishesUnknown++;
        }
    }
}

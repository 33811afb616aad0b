package tidings.core.fanout;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.loop.Loop;
import tidings.core.loop.LoopCounters;
import tidings.log.ChannelName;
import tidings.log.FailStop;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One loop's side of the fan-out: the live sets of the channels that connections on this loop
/// are subscribed to.
///
/// <pre>
///   shard's turn ──► [events] ──► inbox ──► live set ──► variant: bytes once ──► outboxes
/// </pre>
///
/// What a shard says comes in order, so a join's answer, the entries after it and a leave can't
/// overtake one another. Never: an entry to a subscriber before its join was answered.
///
/// What a session or its variant throws ends its connection; a live set that is not where it must
/// be ends the process.
@OwnedBy(Owner.LOOP)
public final class LoopFanOut {
    private static final System.Logger LOGGER = System.getLogger(LoopFanOut.class.getName());

    private final Loop loop;
    private final FailStop failStop;
    private final Inbox inbox;
    private final LoopCounters counters = new LoopCounters();
    private final Map<ChannelName, LiveGroup> groups = new HashMap<>();
    /// Null until there is somebody who wants to hear everything.
    private @Nullable ShardTap tap;

    public LoopFanOut(Loop loop, DeliveryLimits limits, FailStop failStop) {
        this.loop = loop;
        this.failStop = failStop;
        this.inbox = new Inbox(loop, limits, this::onEvents);
    }

    public Loop loop() {
        return loop;
    }

    /// From the next turn on, everything that the shards have for this loop is told, too.
    public void tap(ShardTap everything) {
        loop.assertInLoop();
        tap = everything;
    }

    /// In the loop only.
    public LoopCounters counters() {
        return counters;
    }

    /// Hands over what a shard's turn had for this loop, or a part of it. From any thread.
    public void post(List<LoopEvent> events) {
        inbox.put(events);
    }

    /// Whether so much waits here that who publishes more is to be answered after it. From any
    /// thread.
    public boolean behind() {
        return inbox.full();
    }

    private void onEvents(List<LoopEvent> events) {
        loop.assertInLoop();
        try {
            if (tap != null) {
                tap.onTurn();
            }
            for (int i = 0; i < events.size(); i++) {
                onEvent(events.get(i));
            }
        } catch (RuntimeException e) {
            failStop.stop("loop-" + loop.index() + " broke an invariant while it delivered", e);
        }
    }

    private void onEvent(LoopEvent event) {
        switch (event) {
            case LoopEvent.Logged(var channel, var entries) -> {
                LiveGroup group = groups.get(channel);
                if (group != null) {
                    group.onLogged(entries, counters);
                    dropIfEmpty(channel, group);
                }
                if (tap != null) {
                    tap.onLogged(channel, entries);
                }
            }
            case LoopEvent.Relayed(var channel, var messages) -> {
                LiveGroup group = groups.get(channel);
                if (group != null) {
                    group.onRelayed(messages, counters);
                    dropIfEmpty(channel, group);
                }
                if (tap != null) {
                    tap.onRelayed(channel, messages);
                }
            }
            case LoopEvent.Moved(int shard, long sequence) -> {
                if (tap != null) {
                    tap.onMoved(shard, sequence);
                }
            }
            case LoopEvent.MemberChanged(var channel, var change, int count) -> {
                LiveGroup group = groups.get(channel);
                if (group != null) {
                    group.onMemberChanged(change, count);
                    dropIfEmpty(channel, group);
                }
            }
            case LoopEvent.JoinAnswered(var channel, var subscriber, var answer) -> {
                boolean live = answer(subscriber, answer);
                if (live && answer instanceof JoinAnswer.Live(var head, _, int members)) {
                    groups.computeIfAbsent(channel,
                            name -> new LiveGroup(name, head, members))
                            .add(subscriber, head, members);
                }
            }
            case LoopEvent.PositionsLost(var channel) -> {
                LiveGroup group = groups.remove(channel);
                if (group != null) {
                    group.clear().forEach(Subscriber::onPositionLost);
                }
            }
            case LoopEvent.ShardPositionsLost(int shard) -> {
                if (tap != null) {
                    tap.onPositionsLost(shard);
                }
            }
            case LoopEvent.Answered(var answer) -> run(answer);
        }
    }

    /// What a session throws is that session's.
    private static boolean answer(Subscriber subscriber, JoinAnswer answer) {
        try {
            return subscriber.onJoinAnswer(answer);
        } catch (RuntimeException e) {
            subscriber.onFailed(e);
            return false;
        }
    }

    private static void run(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.ERROR, "an answer could not be given", e);
        }
    }

    private void dropIfEmpty(ChannelName channel, LiveGroup group) {
        if (group.isEmpty()) {
            groups.remove(channel);
        }
    }

    /// Takes a subscriber out of its live set, at once. In the loop only.
    public void leave(ChannelName channel, Subscriber subscriber) {
        loop.assertInLoop();
        if (subscriber.slot < 0) {
            return;
        }
        LiveGroup group = groups.get(channel);
        if (group == null) {
            throw new IllegalStateException(
                    "%s: a live subscriber without a group".formatted(channel));
        }
        group.remove(subscriber);
        dropIfEmpty(channel, group);
    }
}

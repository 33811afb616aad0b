package tidings.core.filter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.Shard;
import tidings.core.channel.TailReply;
import tidings.core.fanout.LoopEvent;
import tidings.core.fanout.LoopFanOut;
import tidings.core.fanout.ShardTap;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One loop's filter sessions, fed from every shard.
///
/// <pre>
///   shard 0 ─┐
///   shard 1 ─┼─► one order per shard ─► LoopTap ─► FilterIndex ─► sessions that are live there
///   shard n ─┘                              └─► how far this loop is in each shard
/// </pre>
///
/// The shards are tapped from the loop's first filter session on. A filter that is added is live
/// in the turn in which it is added: from where the loop is.
@OwnedBy(Owner.LOOP)
public final class LoopTap implements ShardTap {
    private final LoopFanOut fanOut;
    private final IntFunction<Shard> shards;
    private final int shardCount;
    private final FilterIndex index = new FilterIndex();
    /// The last sequence that came, by shard.
    private final long[] places;
    /// Of the shard whose turn is being heard: where the loop was when it began.
    private long turnBegan = -1;
    private int answered;
    private final Set<FilterSession> sessions = new LinkedHashSet<>();
    /// What the server says of itself: the state of channels that are in no log.
    private Map<ChannelName, Message> serverState = Map.of();
    private boolean tapping;
    private @Nullable List<Runnable> waiting;

    public LoopTap(LoopFanOut fanOut, int shardCount, IntFunction<Shard> shards) {
        this.fanOut = fanOut;
        this.shards = shards;
        this.shardCount = shardCount;
        this.places = new long[shardCount];
    }

    /// A session comes; `ready` is called on this loop once it can be live.
    void enter(FilterSession session, Runnable ready) {
        fanOut.loop().assertInLoop();
        sessions.add(session);
        if (!tapping) {
            tapping = true;
            answered = 0;
            fanOut.tap(this);
            for (int s = 0; s < shardCount; s++) {
                int shard = s;
                shards.apply(s).tap(fanOut, sequence -> onTapped(shard, sequence));
            }
        }
        if (answered == shardCount) {
            fanOut.loop().execute(ready);
        } else {
            if (waiting == null) {
                waiting = new ArrayList<>();
            }
            waiting.add(ready);
        }
    }

    private void onTapped(int shard, long sequence) {
        places[shard] = sequence;
        if (++answered == shardCount && waiting != null) {
            List<Runnable> all = waiting;
            waiting = null;
            all.forEach(fanOut.loop()::execute);
        }
    }

    /// Calls back on this loop when it has heard all that these shards have shown anybody until now.
    void hear(BitSet which, Runnable heard) {
        int[] left = {which.cardinality()};
        if (left[0] == 0) {
            fanOut.loop().execute(heard);
        }
        which.stream().forEach(shard -> shards.apply(shard).tap(fanOut, _ -> {
            if (--left[0] == 0) {
                heard.run();
            }
        }));
    }

    /// The tap stays: whoever had a filter session here will have another.
    void exit(FilterSession session) {
        sessions.remove(session);
    }

    FilterIndex index() {
        return index;
    }

    int shardCount() {
        return shardCount;
    }

    long place(int shard) {
        return places[shard];
    }

    long[] places() {
        return places.clone();
    }

    /// Where the loop was in the shard whose turn is being heard.
    long turnBegan() {
        return turnBegan;
    }

    /// Asks a shard for its last entries after a sequence; the answer comes in the shard's order,
    /// so that whoever has them all is live.
    ///
    /// @param wanted of which channels; asked on the shard's loop
    /// @param limit at most so many; with as many there may be more
    void readTail(int shard, long after, Predicate<ChannelName> wanted, int limit,
            TailReply reply) {
        shards.apply(shard).readTail(fanOut, after, wanted, limit, reply);
    }

    /// What is told whoever is subscribed on this loop, if it has changed, and who subscribes from
    /// now on until it is told anew.
    public void tell(Map<ChannelName, Message> state) {
        Map<ChannelName, Message> before = serverState;
        serverState = state;
        List<LoopEvent> news = new ArrayList<>();
        state.forEach((channel, message) -> {
            if (!message.equals(before.get(channel))) {
                news.add(new LoopEvent.Relayed(channel, List.of(message)));
            }
        });
        fanOut.post(news);
    }

    Map<ChannelName, Message> serverState() {
        return serverState;
    }

    // ---- what the shards say ----

    @Override
    public void onTurn() {
        turnBegan = -1;
    }

    @Override
    public void onLogged(ChannelName channel, List<Entry> entries) {
        int shard = channel.shardOf(shardCount);
        beginTurn(shard);
        Matches matches = index.matches(channel);
        if (!matches.isEmpty()) {
            matches.onLogged(channel, shard, entries, fanOut.loop().wallMs(), fanOut.counters());
        }
        moveTo(shard, entries.getLast().sequence());
    }

    private void beginTurn(int shard) {
        if (turnBegan < 0) {
            turnBegan = places[shard];
        }
    }

    private void moveTo(int shard, long sequence) {
        places[shard] = Math.max(places[shard], sequence);
    }

    @Override
    public void onMoved(int shard, long sequence) {
        beginTurn(shard);
        moveTo(shard, sequence);
    }

    @Override
    public void onRelayed(ChannelName channel, List<Message> messages) {
        Matches matches = index.matches(channel);
        if (!matches.isEmpty()) {
            matches.onRelayed(channel, messages, fanOut.loop().wallMs(), fanOut.counters());
        }
    }

    @Override
    public void onPositionsLost(int shard) {
        List.copyOf(sessions).forEach(session -> session.onPositionsLost(shard));
    }
}

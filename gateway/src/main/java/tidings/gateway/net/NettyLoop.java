package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidings.core.loop.Loop;
import tidings.log.FailStop;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.TimeSource;

/// Core's loop over a Netty event loop.
///
/// All that a pass of Netty's own loop brings (reads, tasks of other threads) ends up in one local
/// queue, and one Netty task runs through it:
///
/// <pre>
///   sockets read ─┐
///   other threads ┼─► tasks ─► turn ends ─► (both empty) ─► each dirty connection flushed once
///   timers        ┘      ▲─────────┘
/// </pre>
///
/// What flushing causes (an outbox that drained) begins another turn, so a connection is flushed
/// once a turn. A task that throws is logged and the loop goes on: an owner whose invariant broke
/// stops the process by itself. An [Error] ends the process.
@OwnedBy(Owner.LOOP)
public final class NettyLoop implements Loop {
    private static final System.Logger LOG = System.getLogger(NettyLoop.class.getName());
    private static final int SCRATCH_BYTES = 16 * 1024;

    private final int index;
    private final EventLoop eventLoop;
    private final TimeSource time;
    private final FailStop failStop;
    private final RandomGenerator random;
    private final TimerWheel wheel;
    private final NetCounters counters = new NetCounters();
    private final Crowd crowd;
    private final ProxyRefusals proxies;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Runnable> turnEnds = new ArrayDeque<>();
    private final Outgoing outgoing = new Outgoing(this);
    private final Runnable turn = this::turn;
    private boolean turnPending;
    private final long begunNs;
    private byte[] scratch = new byte[SCRATCH_BYTES];

    NettyLoop(int index, EventLoop eventLoop, TimeSource time, FailStop failStop,
            RandomGenerator random, ConnectionSettings share) {
        this.index = index;
        this.eventLoop = eventLoop;
        this.time = time;
        this.begunNs = time.monotonicNs();
        this.failStop = failStop;
        this.random = random;
        this.wheel = new TimerWheel(this);
        this.crowd = new Crowd(this, share);
        this.proxies = new ProxyRefusals(this);
    }

    @Override
    public int index() {
        return index;
    }

    /// After the loop has stopped, tasks are dropped.
    @Override
    public void execute(Runnable task) {
        if (eventLoop.inEventLoop()) {
            enqueue(task);
        } else {
            try {
                eventLoop.execute(() -> enqueue(task));
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "loop-{0} has stopped; a task was dropped", index);
            }
        }
    }

    @Override
    public void atTurnEnd(Runnable task) {
        assertInLoop();
        turnEnds.addLast(task);
        schedulePendingTurn();
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        assertInLoop();
        Scheduled scheduled = new Scheduled(task);
        scheduled.future = eventLoop.schedule(() -> enqueue(scheduled), delayMs,
                TimeUnit.MILLISECONDS);
        return scheduled;
    }

    @Override
    public long monotonicNs() {
        return time.monotonicNs();
    }

    /// When the loop was made, before all its connections; on its monotonic clock.
    long begunNs() {
        return begunNs;
    }

    @Override
    public long wallMs() {
        return time.wallMs();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    /// Coarse deadlines that cost a connection nothing until they are set.
    public TimerWheel wheel() {
        return wheel;
    }

    /// In the loop only.
    public NetCounters counters() {
        return counters;
    }

    Crowd crowd() {
        return crowd;
    }

    ProxyRefusals proxies() {
        return proxies;
    }

    /// What waits to be sent to all its connections. In the loop only.
    public long unsentBytes() {
        return crowd.unsentBytes();
    }

    /// Connections that have not said yet what they want. In the loop only.
    public int newcomers() {
        return crowd.newcomers();
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /// Ends the process because of an error that a Netty callback met, or logs what is no error.
    void onThrown(String what, Throwable thrown) {
        if (thrown instanceof Error) {
            failStop.stop("loop-" + index + " met an error " + what, thrown);
        } else {
            LOG.log(Level.ERROR, "loop-" + index + " caught an exception " + what, thrown);
        }
    }

    /// Memory for one step on this loop: nobody may keep it past its return.
    byte[] scratch(int bytes) {
        if (scratch.length < bytes) {
            scratch = new byte[Integer.highestOneBit(bytes - 1) << 1];
        }
        return scratch;
    }

    /// Sends a connection's bytes when the turn has nothing else to do. Once per turn and connection:
    /// the outbox remembers its place ([Outgoing]).
    int sendAtTurnEnd(SocketOutbox outbox, ByteBuf bytes) {
        schedulePendingTurn();
        return outgoing.add(outbox, bytes);
    }

    Outgoing outgoing() {
        return outgoing;
    }

    private void enqueue(Runnable task) {
        tasks.addLast(task);
        schedulePendingTurn();
    }

    private void schedulePendingTurn() {
        if (!turnPending) {
            turnPending = true;
            try {
                eventLoop.execute(turn);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "loop-{0} has stopped; a turn was dropped", index);
            }
        }
    }

    private void turn() {
        for (Runnable task = next(); task != null; task = next()) {
            guarded("in a task", task);
        }
        turnPending = false;
        guarded("at the end of a turn", outgoing::flush);
    }

    void guarded(String what, Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            onThrown(what, t);
        }
    }

    /// A turn end runs only when nothing else is left, also of what the one before it executed.
    private @Nullable Runnable next() {
        Runnable task = tasks.pollFirst();
        return task != null ? task : turnEnds.pollFirst();
    }

    @Override
    public String toString() {
        return "loop-" + index;
    }

    @OwnedBy(Owner.LOOP)
    private static final class Scheduled implements Timer, Runnable {
        private final Runnable task;
        private boolean cancelled;
        private @Nullable Future<?> future;

        private Scheduled(Runnable task) {
            this.task = task;
        }

        /// It may be in the loop's queue already, so the flag decides.
        @Override
        public void cancel() {
            cancelled = true;
            if (future != null) {
                future.cancel(false);
            }
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }
    }
}

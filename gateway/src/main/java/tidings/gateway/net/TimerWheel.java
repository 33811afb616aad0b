package tidings.gateway.net;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The deadlines of one loop, by tenths of a second: never early, up to a tick late.
///
/// A ring of lists, one per tick; a deadline further away than one round waits in its list for a
/// later one. Setting and cancelling are a few stores, which is what ten thousands of connections
/// with a ping each need. It ticks only while something is set.
@OwnedBy(Owner.LOOP)
public final class TimerWheel {
    private static final int SLOTS = 512;
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final NettyLoop loop;
    private final Deadline[] slots = new Deadline[SLOTS];
    private final long originNs;
    private long tick;
    private int count;
    private boolean ticking;

    TimerWheel(NettyLoop loop) {
        this.loop = loop;
        this.originNs = loop.monotonicNs();
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = newList();
        }
    }

    /// Sets a deadline, or moves it if it is set.
    public void set(Deadline deadline, long delayMs) {
        loop.assertInLoop();
        cancel(deadline);
        if (!ticking) {
            tick = ticksNow();
        }
        long delayNs = TimeUnit.MILLISECONDS.toNanos(Math.max(0, delayMs));
        // Rounded up, and one more because the present tick has begun already.
        long ticks = (loop.monotonicNs() - originNs + delayNs) / TICK_NS + 1;
        deadline.tick = Math.max(ticks, tick + 1);
        link(deadline, slots[(int) (deadline.tick % SLOTS)]);
        count++;
        if (!ticking) {
            ticking = true;
            scheduleTick();
        }
    }

    public void cancel(Deadline deadline) {
        if (deadline.isSet()) {
            unlink(deadline);
            count--;
        }
    }

    int count() {
        return count;
    }

    private long ticksNow() {
        return (loop.monotonicNs() - originNs) / TICK_NS;
    }

    private void scheduleTick() {
        long dueNs = originNs + (tick + 1) * TICK_NS - loop.monotonicNs();
        loop.schedule(Math.max(1, TimeUnit.NANOSECONDS.toMillis(dueNs) + 1), this::onTick);
    }

    /// A loop that was held up runs through every tick it missed.
    private void onTick() {
        long now = ticksNow();
        while (tick < now && count > 0) {
            tick++;
            runSlot(slots[(int) (tick % SLOTS)]);
        }
        tick = Math.max(tick, now);
        ticking = count > 0;
        if (ticking) {
            scheduleTick();
        }
    }

    /// What is due leaves its list before it runs, so it may cancel or set any other, the rest of
    /// its own list included.
    private void runSlot(Deadline slot) {
        Deadline waiting = newList();
        moveAll(slot, waiting);
        for (Deadline first = first(waiting); first != null; first = first(waiting)) {
            unlink(first);
            if (first.tick > tick) {
                link(first, slot);
            } else {
                count--;
                run(first);
            }
        }
    }

    private void run(Deadline deadline) {
        try {
            deadline.onDue();
        } catch (Throwable t) {
            loop.onThrown("at a deadline", t);
        }
    }

    private static Deadline newList() {
        Deadline list = new Head();
        list.next = list;
        list.previous = list;
        return list;
    }

    private static @Nullable Deadline first(Deadline list) {
        return list.next instanceof Head ? null : list.next;
    }

    private static void moveAll(Deadline from, Deadline to) {
        Deadline first = first(from);
        Deadline last = from.previous;
        if (first != null && last != null) {
            to.next = first;
            first.previous = to;
            to.previous = last;
            last.next = to;
            from.next = from;
            from.previous = from;
        }
    }

    private static void link(Deadline deadline, Deadline list) {
        Deadline last = list.previous;
        if (last != null) {
            last.next = deadline;
            deadline.previous = last;
            deadline.next = list;
            list.previous = deadline;
        }
    }

    private static void unlink(Deadline deadline) {
        Deadline previous = deadline.previous;
        Deadline next = deadline.next;
        if (previous != null && next != null) {
            previous.next = next;
            next.previous = previous;
        }
        deadline.previous = null;
        deadline.next = null;
    }

    /// Where a list begins and ends.
    private static final class Head extends Deadline {
        @Override
        protected void onDue() {
            throw new IllegalStateException("the head of a list is never due");
        }
    }
}

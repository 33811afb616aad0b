package tidings.testkit.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tidings.core.loop.Loop;

/// A loop in a [SimulatedWorld]. Tasks from other loops arrive late by a drawn delay: those of one
/// sender in their order, those of different senders mixed.
public final class SimulatedLoop implements Loop {
    private final SimulatedWorld world;
    private final int index;
    private final long hopMsMax;
    private final Map<Object, ArrayDeque<Runnable>> inboxes = new LinkedHashMap<>();
    private final ArrayDeque<Runnable> local = new ArrayDeque<>();
    private List<Runnable> turnEnd = new ArrayList<>();
    private boolean dead;

    /// @param hopMsMax how long a task from elsewhere may take to arrive
    public SimulatedLoop(SimulatedWorld world, int index, long hopMsMax) {
        this.world = world;
        this.index = index;
        this.hopMsMax = hopMsMax;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void execute(Runnable task) {
        if (inLoop()) {
            local.addLast(task);
            return;
        }
        Object sender = world.running == null ? world : world.running;
        inboxes.computeIfAbsent(sender, _ -> new ArrayDeque<>()).addLast(task);
        world.schedule(delay(), this::onWake);
    }

    private long delay() {
        return hopMsMax == 0 ? 0 : world.random().nextLong(hopMsMax + 1);
    }

    /// A turn that begins with some of what some senders have sent.
    private void onWake() {
        do {
            takeFromOneSender();
        } while (world.random().nextInt(4) > 0);
        turn();
    }

    private void takeFromOneSender() {
        List<ArrayDeque<Runnable>> waiting = new ArrayList<>();
        inboxes.values().stream().filter(inbox -> !inbox.isEmpty()).forEach(waiting::add);
        if (waiting.isEmpty()) {
            return;
        }
        ArrayDeque<Runnable> inbox = waiting.get(world.random().nextInt(waiting.size()));
        int count = 1 + world.random().nextInt(Math.min(inbox.size(), 3));
        for (int i = 0; i < count; i++) {
            local.addLast(inbox.removeFirst());
        }
    }

    private void turn() {
        if (dead) {
            local.clear();
            return;
        }
        SimulatedLoop before = world.running;
        world.running = this;
        try {
            while (!local.isEmpty() || !turnEnd.isEmpty()) {
                while (!local.isEmpty()) {
                    local.removeFirst().run();
                }
                List<Runnable> ending = turnEnd;
                turnEnd = new ArrayList<>();
                ending.forEach(Runnable::run);
            }
        } finally {
            world.running = before;
        }
    }

    /// Runs a task in a turn of its own, now. From outside every loop.
    public void runNow(Runnable task) {
        local.addLast(task);
        turn();
    }

    /// The process is gone: nothing runs here any more.
    public void kill() {
        dead = true;
        inboxes.clear();
    }

    /// Whether everything that was sent here has run.
    public boolean quiet() {
        return local.isEmpty() && inboxes.values().stream().allMatch(ArrayDeque::isEmpty);
    }

    @Override
    public void atTurnEnd(Runnable task) {
        assertInLoop();
        turnEnd.add(task);
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        assertInLoop();
        boolean[] cancelled = new boolean[1];
        world.schedule(delayMs, () -> {
            if (!cancelled[0]) {
                local.addLast(task);
                turn();
            }
        });
        return () -> cancelled[0] = true;
    }

    @Override
    public long monotonicNs() {
        return world.nowMs() * 1_000_000;
    }

    @Override
    public long wallMs() {
        return world.nowMs();
    }

    @Override
    public RandomGenerator random() {
        return world.random();
    }

    @Override
    public boolean inLoop() {
        return world.running == this;
    }
}

package tidings.testkit.filters;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.Publish;
import tidings.core.channel.ShardLimits;
import tidings.core.fanout.DeliveryLimits;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.identity.NewChannelLimits;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Slow;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// One schedule of devices with durable sessions: publishes of every QoS, connections that break, are
/// taken over or take nothing, and a server that is killed, all decided by a seed.
///
/// In the end every device must have, of what was published after its filter was acknowledged:
/// each message of QoS 1 at least once, of QoS 2 exactly once, of QoS 0 at most once; of each
/// channel in order; and nothing that it did not ask for. Devices that share a subscription must have
/// the same together.
public final class FilterSimulation {
    private static final LogRetention ALL = new LogRetention(Long.MAX_VALUE, LogRetention.FOR_EVER,
            Long.MAX_VALUE);
    private static final Rules RULES = new Rules(List.of(new Rule(new Glob("**"), ALL, false,
            JoinLeave.OFF, Recovery.STREAM, Slow.DROP, Rights.ALL, Limits.DEFAULT)));
    /// Little: some questions wait in line for others.
    private static final long READ_BYTES_MAX = 150_000;
    private static final int QUIET_SECONDS = 6;
    private static final List<String> CHANNELS = List.of("a", "a/1", "a/2", "a/2/x", "b", "b/1",
            "$hidden/1", "c//d");
    private static final List<String> FILTERS = List.of("#", "a/#", "a/+", "+", "+/1", "b", "a/2",
            "$hidden/#", "c/+/d", "a/2/x", "a", "a/1", "b/1", "b/#", "$hidden/1", "c//d", "+/+/x");

    /// Shared subscriptions; the identifier of one is its place here and one.
    private static final List<String> SHARED = List.of("$share/g/#", "$share/g/a/+",
            "$share/h/b/#");

    private final SimulatedWorld world;
    private final RandomGenerator random;
    private final SimulatedStore store;
    private final SimulatedLogSettings settings;
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final List<String> stops = new ArrayList<>();
    /// With which QoS all sharers hold a shared subscription.
    private final int sharedQos;
    /// Publishes by number, which is in their payload.
    private int published;

    private List<SimulatedLoop> loops = List.of();
    private @Nullable SimulatedLog log;
    private @Nullable Tidings tidings;
    private boolean restored;

    private FilterSimulation(long seed) {
        this.world = new SimulatedWorld(seed);
        this.random = world.random();
        boolean rough = random.nextInt(3) == 0;
        this.settings = (rough ? SimulatedLogSettings.ROUGH : SimulatedLogSettings.CALM)
                .withSparseOffsets(random.nextInt(4) == 0);
        this.sharedQos = random.nextInt(4) == 0 ? random.nextInt(2) : 2;
        this.store = new SimulatedStore(settings.shards(), random);
    }

    /// Runs the schedule of a seed.
    ///
    /// @return what was wrong, each in a sentence; empty if nothing was
    public static List<String> run(long seed) {
        return new FilterSimulation(seed).run();
    }

    private List<String> run() {
        boot();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            devices.add(new SimulatedDevice(world, this, "device" + i,
                    i > 0 && random.nextInt(4) == 0));
        }
        int actions = 50 + random.nextInt(250);
        for (int i = 0; i < actions && stops.isEmpty(); i++) {
            act(devices.get(random.nextInt(count)));
            world.runFor(random.nextInt(4) == 0 ? random.nextLong(60) : random.nextLong(3));
        }
        settle();
        List<String> found = new ArrayList<>(stops);
        devices.forEach(device -> found.addAll(device.wrong));
        if (found.isEmpty()) {
            judge(found);
        }
        return found.size() > 5 ? found.subList(0, 5) : found;
    }

    int published() {
        return published;
    }

    void trace(RuntimeException cause) {
        if (Boolean.getBoolean("simulation.trace")) {
            cause.printStackTrace();
        }
    }

    // ---- the process ----

    private void boot() {
        List<SimulatedLoop> fresh = new ArrayList<>();
        int loopCount = 1 + random.nextInt(3);
        for (int i = 0; i < loopCount; i++) {
            fresh.add(new SimulatedLoop(world, i, random.nextInt(8)));
        }
        loops = fresh;
        SimulatedLog opened = new SimulatedLog(world, store, settings, this::stopped);
        log = opened;
        ShardLimits limits = new ShardLimits(300L + random.nextInt(3_000), random.nextInt(3), 50,
                1L + random.nextInt(3_000));
        Tidings here = new Tidings(fresh, opened, RULES, limits, 1_000L + random.nextInt(20_000),
                NewChannelLimits.DEFAULT,
                new LoopLimits(Integer.MAX_VALUE, READ_BYTES_MAX, 1L + random.nextInt(60),
                        Long.MAX_VALUE,
                        new DeliveryLimits(random.nextInt(2_000), random.nextInt(2))),
                this::stopped);
        tidings = here;
        restored = false;
        restore(here);
    }

    /// A server that can't read its sessions does not begin; here it tries again.
    private void restore(Tidings here) {
        here.homes().restore().whenComplete((_, failure) -> {
            if (tidings != here) {
                return;
            }
            if (failure == null) {
                restored = true;
            } else {
                world.schedule(10, () -> restore(here));
            }
        });
    }

    private void stopped(String reason, Throwable cause) {
        stops.add("FailStop: " + reason + ": " + cause);
        if (Boolean.getBoolean("simulation.trace")) {
            cause.printStackTrace();
        }
    }

    private void kill() {
        loops.forEach(SimulatedLoop::kill);
        if (random.nextBoolean()) {
            Objects.requireNonNull(log).crash();
        } else {
            Objects.requireNonNull(log).cutPower();
        }
        devices.forEach(SimulatedDevice::serverDied);
        boot();
    }

    // ---- what happens ----

    private void act(SimulatedDevice device) {
        int dice = random.nextInt(100);
        if (dice < 55) {
            int burst = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1;
            for (int i = 0; i < burst; i++) {
                publish(CHANNELS.get(random.nextInt(CHANNELS.size())));
            }
        } else if (dice < 65) {
            want(device);
        } else if (dice < 78) {
            if (!device.connected() || random.nextInt(4) == 0) {
                connect(device);
            }
        } else if (dice < 82) {
            device.breakOff();
        } else if (dice < 86) {
            flap(device);
        } else if (dice < 91) {
            device.setStuck(true);
        } else if (dice < 97) {
            device.setStuck(false);
        } else {
            kill();
        }
    }

    /// Away for a moment, while things go on, and with a new wish.
    private void flap(SimulatedDevice device) {
        device.breakOff();
        for (int i = random.nextInt(12); i > 0; i--) {
            publish(CHANNELS.get(random.nextInt(CHANNELS.size())));
        }
        world.runFor(random.nextLong(4));
        connect(device);
        for (int i = random.nextInt(6); i > 0; i--) {
            world.runFor(random.nextLong(3));
            publish(CHANNELS.get(random.nextInt(CHANNELS.size())));
            if (random.nextInt(3) == 0) {
                want(device);
            }
        }
    }

    private void want(SimulatedDevice device) {
        if (device.guest() || random.nextInt(4) == 0) {
            int shared = random.nextInt(SHARED.size());
            if (random.nextInt(5) == 0) {
                device.unshare(SHARED.get(shared));
                if (random.nextBoolean()) {
                    device.breakOff();
                }
                return;
            }
            device.share(SHARED.get(shared),
                    new FilterOptions(sharedQos, false, false, shared + 1));
            return;
        }
        device.want(FILTERS.get(random.nextInt(FILTERS.size())),
                new FilterOptions(random.nextInt(3), false, false, 0));
    }

    private void connect(SimulatedDevice device) {
        if (restored && tidings != null) {
            device.connect(tidings, random.nextInt(loops.size()));
        }
    }

    private void publish(String channel) {
        Tidings here = Objects.requireNonNull(tidings);
        ChannelName name = ChannelName.of(channel, NameLimits.DEFAULT);
        String id = Integer.toString(published++);
        Attributes attributes = new Attributes(random.nextInt(5) == 0 ? "" : null, false, 0,
                random.nextInt(3), null);
        Message message = new Message(id.getBytes(StandardCharsets.UTF_8), PayloadKind.TEXT, null,
                Map.of(), null, attributes);
        here.shardOf(name).publish(new Publish(name, message, null, false, null, List.of(), null,
                _ -> {}, 0));
    }

    // ---- the end ----

    private void settle() {
        devices.forEach(device -> device.setStuck(false));
        long seen = -1;
        int quietSeconds = 0;
        for (int second = 0; second < 300 && stops.isEmpty(); second++) {
            for (SimulatedDevice device : devices) {
                if (!device.connected()) {
                    connect(device);
                }
            }
            world.runFor(1_000);
            if (world.steps() >= SimulatedWorld.STEPS_MAX) {
                stops.add("Liveness: it runs in circles");
            }
            long now = devices.stream().mapToLong(SimulatedDevice::countAll).sum();
            boolean quiet = now == seen && devices.stream().allMatch(SimulatedDevice::connected);
            quietSeconds = quiet ? quietSeconds + 1 : 0;
            // Longer than anything takes that is on its way.
            if (quietSeconds == QUIET_SECONDS) {
                return;
            }
            seen = now;
        }
        if (stops.isEmpty()) {
            stops.add("Liveness: not quiet after five minutes without faults");
        }
    }

    private void judge(List<String> found) {
        SimulatedLog last = new SimulatedLog(world, store, SimulatedLogSettings.CALM
                .withSparseOffsets(false), this::stopped);
        for (String channel : CHANNELS) {
            ChannelName name = ChannelName.of(channel, NameLimits.DEFAULT);
            ReadAnswer answer = await(last.read(new ReadRequest(name, ALL, null,
                    new ReadFrom.Oldest(), Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE)));
            if (answer instanceof ReadAnswer.Page(var _, var entries, _)) {
                for (SimulatedDevice device : devices) {
                    judge(device, channel, entries, found);
                }
                for (int shared = 0; shared < SHARED.size(); shared++) {
                    judgeShared(shared, channel, entries, found);
                }
            } else {
                found.add(channel + " can't be read: " + answer);
            }
        }
    }

    private static void judge(SimulatedDevice device, String channel, List<Entry> entries,
            List<String> found) {
        Map<String, Integer> place = new HashMap<>();
        // One that a filter which was never acknowledged may have raised can come twice, differently.
        Set<String> settled = new HashSet<>();
        for (Entry entry : entries) {
            String id = new String(entry.message().payload(), StandardCharsets.UTF_8);
            place.put(id, place.size());
            int least = device.leastQos(channel, Integer.parseInt(id),
                    entry.message().attributes().qos());
            int most = device.mostQos(channel, entry.message().attributes().qos());
            if (least == most) {
                settled.add(id);
            }
            int count = device.counts.getOrDefault(id, 0);
            if (least > 0 && count == 0) {
                found.add("NoGap: %s of %s, QoS %d, never came".formatted(id, channel, least));
            }
            // One that a newer filter may have raised to QoS 1 may come again.
            if (count > 1 && most != 1 && least == most) {
                found.add("ExactlyOnce: %s of %s, QoS %d, came %d times".formatted(id, channel,
                        most, count));
            }
        }
        for (int qos = 0; qos <= 2; qos++) {
            List<String> ids = device.received
                    .getOrDefault(new SimulatedDevice.Lane(channel, qos), List.of());
            judgeOrder(channel, place, ids.stream()
                    .filter(id -> settled.contains(id) || !place.containsKey(id)).toList(), found);
        }
    }

    /// All sharers together.
    private void judgeShared(int shared, String channel, List<Entry> entries,
            List<String> found) {
        String text = SHARED.get(shared);
        if (!Filter.of(text.substring("$share/g/".length())).matches(channel)) {
            return;
        }
        int since = devices.stream()
                .mapToInt(device -> device.sharing.getOrDefault(text, Integer.MAX_VALUE)).min()
                .orElse(Integer.MAX_VALUE);
        for (Entry entry : entries) {
            String id = new String(entry.message().payload(), StandardCharsets.UTF_8);
            int qos = Math.min(sharedQos, entry.message().attributes().qos());
            int count = devices.stream().mapToInt(device -> device.shares
                    .getOrDefault(shared + 1, Map.of()).getOrDefault(id, 0)).sum();
            // A guest takes what it has of QoS 2 with it (MQTT 5.0 §4.8.2).
            boolean kept = qos == 1 || devices.stream().noneMatch(SimulatedDevice::guest);
            if (qos > 0 && kept && count == 0 && Integer.parseInt(id) >= since) {
                found.add("NoGap: %s of %s, QoS %d, came to nobody of %s".formatted(id, channel,
                        qos, text));
            }
            if (qos != 1 && count > 1) {
                found.add("ExactlyOnce: %s of %s, QoS %d, came %d times to %s".formatted(id,
                        channel, qos, count, text));
            }
        }
    }

    private static void judgeOrder(String channel, Map<String, Integer> place, List<String> ids,
            List<String> found) {
        int before = -1;
        for (String id : ids) {
            Integer at = place.get(id);
            if (at == null) {
                found.add("Phantom: %s of %s is in no log".formatted(id, channel));
            } else if (at < before) {
                found.add("OneOrder: %s of %s came after a later one".formatted(id, channel));
            } else {
                before = at;
            }
        }
    }

    private <T> T await(CompletionStage<T> stage) {
        var future = stage.toCompletableFuture();
        while (!future.isDone() && world.step()) {
            // until it is done
        }
        return future.join();
    }
}

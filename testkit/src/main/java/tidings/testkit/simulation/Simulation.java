package tidings.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.Publish;
import tidings.core.channel.PublishOutcome;
import tidings.core.channel.ShardLimits;
import tidings.core.fanout.DeliveryLimits;
import tidings.core.identity.NewChannelLimits;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Slow;
import tidings.core.session.SessionSelector;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.LogRetention;
import tidings.log.NameLimits;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// One schedule: a server's core, its clients and publishers, and what happens to them, all
/// decided by a seed.
public final class Simulation {
    private static final LogRetention ALL = new LogRetention(Long.MAX_VALUE, LogRetention.FOR_EVER,
            Long.MAX_VALUE);
    /// Little: some questions wait in line for others.
    private static final long READ_BYTES_MAX = 150_000;
    private static final List<String> CHANNELS = List.of("room:1", "room:2", "room:3", "small:1",
            "small:2", "loose:1", "loose:2", "bare:1", "bare:2");

    private static final Rules RULES = new Rules(List.of(
            rule("small:*", new LogRetention(3, Duration.ofDays(1), 1_000_000), Slow.DROP),
            rule("loose:*", null, Slow.LATEST),
            new Rule(new Glob("bare:*"), ALL, false, JoinLeave.OFF, Recovery.STREAM, Slow.DROP,
                    Rights.ALL, Limits.DEFAULT),
            rule("**", new LogRetention(10_000, Duration.ofDays(7), 1_000_000_000), Slow.DROP)));

    private final SimulatedWorld world;
    private final RandomGenerator random;
    private final History history = new History();
    private final SimulatedStore store;
    private final SimulatedLogSettings settings;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final SimulatedDoor door;
    /// Channels of messages that may be sent again, by id.
    private final Map<String, String> keyOf = new LinkedHashMap<>();
    /// Those that clients send.
    private final Map<String, String> sentByClients = new LinkedHashMap<>();
    private final List<String> stops = new ArrayList<>();

    // One process's; replaced when it is killed.
    private List<SimulatedLoop> loops = List.of();
    private @Nullable SimulatedLog log;
    private @Nullable Tidings tidings;

    private int published;

    private Simulation(long seed, SimulatedDoor door) {
        this.door = door;
        this.world = new SimulatedWorld(seed);
        this.random = world.random();
        boolean rough = random.nextInt(3) == 0;
        this.settings = (rough ? SimulatedLogSettings.ROUGH : SimulatedLogSettings.CALM)
                .withSparseOffsets(random.nextInt(4) == 0);
        this.store = new SimulatedStore(settings.shards(), random);
    }

    /// Runs the schedule of a seed.
    ///
    /// @return what broke an invariant, each in a sentence; empty if nothing did
    public static List<String> run(long seed) {
        return run(seed, new CoreDoor());
    }

    /// As [#run(long)], with clients that come in by a door.
    public static List<String> run(long seed, SimulatedDoor door) {
        return new Simulation(seed, door).run();
    }

    private List<String> run() {
        boot();
        int clientCount = 2 + random.nextInt(8);
        for (int i = 0; i < clientCount; i++) {
            SimulatedClient client = new SimulatedClient(world, history, this, i);
            clients.add(client);
            client.connect();
        }
        int actions = 50 + random.nextInt(250);
        for (int i = 0; i < actions && stops.isEmpty(); i++) {
            act();
            world.runFor(random.nextInt(4) == 0 ? random.nextLong(60) : random.nextLong(3));
        }
        settle();
        stops.addAll(door.failures());
        List<String> found = new ArrayList<>(stops);
        if (stops.isEmpty()) {
            observeTheEnd();
            for (Invariant invariant : invariants()) {
                invariant.violations(history).stream().limit(3)
                        .forEach(violation -> found.add(invariant.name() + ": " + violation));
            }
        }
        door.kill();
        return found;
    }

    static List<Invariant> invariants() {
        return List.of(new NoGap(), new OneOrder(), new AckedIsDurable(), new CaughtUp(),
                new PresenceSettles());
    }

    private static Rule rule(String match, @Nullable LogRetention retention, Slow slow) {
        return new Rule(new Glob(match), retention, true, JoinLeave.ON_REQUEST, Recovery.STREAM,
                slow, Rights.ALL, Limits.DEFAULT);
    }

    // ---- the process ----

    private void boot() {
        List<SimulatedLoop> fresh = new ArrayList<>();
        int loopCount = 1 + random.nextInt(3);
        for (int i = 0; i < loopCount; i++) {
            fresh.add(new SimulatedLoop(world, i, random.nextInt(8)));
        }
        loops = fresh;
        log = new SimulatedLog(world, store, settings, this::stopped);
        ShardLimits limits = new ShardLimits(300L + random.nextInt(3_000), random.nextInt(3), 50,
                1L + random.nextInt(3_000));
        tidings = new Tidings(door.start(world, fresh), new ShortPages(log, random), RULES, limits,
                1_000L + random.nextInt(20_000),
                NewChannelLimits.DEFAULT,
                new LoopLimits(Integer.MAX_VALUE, READ_BYTES_MAX, READ_BYTES_MAX, Long.MAX_VALUE,
                        new DeliveryLimits(random.nextInt(2_000), random.nextInt(2))),
                this::stopped);
    }

    private void stopped(String reason, Throwable cause) {
        stops.add("FailStop: " + reason + ": " + cause);
        if (Boolean.getBoolean("simulation.trace")) {
            cause.printStackTrace();
        }
    }

    /// A session threw: always a bug here.
    void failed(RuntimeException cause) {
        stopped("a session failed", cause);
    }

    private void kill() {
        door.kill();
        loops.forEach(SimulatedLoop::kill);
        if (random.nextBoolean()) {
            log().crash();
        } else {
            log().cutPower();
        }
        clients.forEach(SimulatedClient::serverDied);
        boot();
        clients.forEach(client -> world.schedule(random.nextLong(50), client::connect));
    }

    private SimulatedLog log() {
        return java.util.Objects.requireNonNull(log);
    }

    private Tidings tidings() {
        return java.util.Objects.requireNonNull(tidings);
    }

    SimulatedConnection connect(SimulatedClient client) {
        return door.connect(tidings(), random.nextInt(loops.size()), client,
                2 + random.nextInt(8));
    }

    // ---- what happens ----

    private void act() {
        SimulatedClient client = clients.get(random.nextInt(clients.size()));
        String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
        int dice = random.nextInt(100);
        if (dice < 55) {
            int burst = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1;
            for (int i = 0; i < burst; i++) {
                publish(channel);
                if (burst > 1 && random.nextInt(5) == 0) {
                    clients.get(random.nextInt(clients.size())).want(channel);
                    world.runFor(random.nextLong(2));
                }
            }
        } else if (dice < 72) {
            client.want(channel);
        } else if (dice < 80) {
            client.stopWanting(channel);
        } else if (dice < 86) {
            client.breakOff();
        } else if (dice < 91) {
            client.setStuck(true);
        } else if (dice < 95) {
            client.setStuck(false);
        } else if (dice < 98) {
            revoke(client, channel);
        } else {
            kill();
        }
    }

    private void publish(String asked) {
        if (door.clientsPublish() && random.nextBoolean()) {
            publishByClient(asked);
            return;
        }
        String channel = asked;
        String id;
        IdempotencyKey key = null;
        if (!keyOf.isEmpty() && random.nextInt(10) == 0) {
            // Again, as a publisher that was not answered does.
            id = new ArrayList<>(keyOf.keySet()).get(random.nextInt(keyOf.size()));
            channel = java.util.Objects.requireNonNull(keyOf.get(id));
            key = new IdempotencyKey("u", id);
        } else {
            id = channel + "#" + published++;
            if (random.nextBoolean()) {
                keyOf.put(id, channel);
                key = new IdempotencyKey("u", id);
            }
        }
        String to = channel;
        Tidings here = tidings();
        ChannelName name = ChannelName.of(to, NameLimits.DEFAULT);
        here.shardOf(name).publish(new Publish(name, Ids.message(id), key, false, null, List.of(),
                random.nextBoolean() ? here.loops().getFirst().fanOut() : null,
                outcome -> onOutcome(to, id, outcome), 0));
    }

    private void publishByClient(String asked) {
        boolean again = !sentByClients.isEmpty() && random.nextInt(10) == 0;
        String id = again
                ? new ArrayList<>(sentByClients.keySet())
                        .get(random.nextInt(sentByClients.size()))
                : asked + "#" + published++;
        String channel = sentByClients.getOrDefault(id, asked);
        if (clients.get(random.nextInt(clients.size())).publish(channel, id)) {
            sentByClients.put(id, channel);
        }
    }

    void onOutcome(String channel, String id, PublishOutcome outcome) {
        switch (outcome) {
            case PublishOutcome.Stored(var position, boolean duplicate, _, _) -> history
                    .add(new Observed.Acked(channel, id, position, duplicate));
            case PublishOutcome.Refused _ -> {
                if (!keyOf.containsKey(id) && !sentByClients.containsKey(id)) {
                    history.add(new Observed.Refused(channel, id));
                }
            }
            case PublishOutcome.Relayed _,PublishOutcome.Unknown _ -> {
            }
        }
    }

    private void revoke(SimulatedClient client, String channel) {
        SessionSelector selector = new SessionSelector(door.user(client.index()), null, Set.of());
        if (random.nextBoolean()) {
            tidings().unsubscribe(selector, ChannelName.of(channel, NameLimits.DEFAULT), 2000,
                    "unsubscribed");
        } else {
            tidings().disconnect(selector, 3000, "disconnected");
        }
    }

    // ---- the end ----

    private void settle() {
        clients.forEach(client -> client.setStuck(false));
        clients.forEach(SimulatedClient::connect);
        // Long enough for everything that is under way, retries after refusals included.
        for (int second = 0; second < 120 && stops.isEmpty(); second++) {
            int seen = history.size();
            world.runFor(1_000);
            if (world.steps() >= SimulatedWorld.STEPS_MAX) {
                stops.add("Liveness: it runs in circles");
            }
            // Longer than anything takes that is on its way.
            if (history.size() == seen && clients.stream().allMatch(SimulatedClient::settled)) {
                return;
            }
        }
        if (stops.isEmpty()) {
            stops.add("Liveness: not quiet after two minutes without faults");
        }
    }

    private void observeTheEnd() {
        SimulatedLog last = new SimulatedLog(world, store, SimulatedLogSettings.CALM
                .withSparseOffsets(false), this::stopped);
        for (String channel : CHANNELS) {
            ChannelName name = ChannelName.of(channel, NameLimits.DEFAULT);
            ReadAnswer answer = await(last.read(new ReadRequest(name, ALL, null,
                    new ReadFrom.Oldest(), Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE)));
            if (answer instanceof ReadAnswer.Page(var head, var entries, _)) {
                history.add(new Observed.FinalLog(channel, head.epoch(),
                        entries.stream().map(entry -> new Observed.LoggedId(entry.offset(),
                                Ids.of(entry.message()))).toList()));
            }
        }
        for (String channel : CHANNELS) {
            observePresence(channel);
            for (int i = 0; i < clients.size(); i++) {
                var position = clients.get(i).position(channel);
                if (clients.get(i).subscribed().contains(channel) && position != null
                        && !position.epoch().isEmpty()) {
                    history.add(new Observed.FinalPlace(i, channel, position));
                }
            }
        }
    }

    private void observePresence(String channel) {
        if (channel.startsWith("bare:")) {
            return; // nobody is a member there
        }
        Set<String> shown = new HashSet<>();
        boolean[] answered = new boolean[1];
        ChannelName name = ChannelName.of(channel, NameLimits.DEFAULT);
        tidings().shardOf(name).readPresence(name, presence -> {
            presence.members().forEach(member -> shown.add(member.session()));
            answered[0] = true;
        });
        while (!answered[0] && world.step()) {
            // until the answer is there
        }
        Set<String> present = new HashSet<>();
        for (SimulatedClient client : clients) {
            if (client.subscribed().contains(channel) && client.session() != null) {
                present.add(client.session());
            }
        }
        history.add(new Observed.FinalPresence(channel, shown, present));
    }

    private <T> T await(CompletionStage<T> stage) {
        var future = stage.toCompletableFuture();
        while (!future.isDone() && world.step()) {
            // until it is done
        }
        return future.join();
    }
}

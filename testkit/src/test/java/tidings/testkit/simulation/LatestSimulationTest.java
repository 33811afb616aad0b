package tidings.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.core.LoopServices;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.JoinFrom;
import tidings.core.channel.Publish;
import tidings.core.channel.ShardLimits;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Outbox;
import tidings.core.identity.Identity;
import tidings.core.identity.NewChannelLimits;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Slow;
import tidings.core.subscription.Ending;
import tidings.core.subscription.SubscribeRequest;
import tidings.core.subscription.Subscribed;
import tidings.core.subscription.Subscription;
import tidings.core.subscription.SubscriptionListener;
import tidings.core.subscription.Subscriptions;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// Subscribers that begin with a channel's value, while it is set, ended, written past, and the
/// server is killed. What each got is compared with the log: the value as of its head, then every
/// entry after that head once.
class LatestSimulationTest {
    private static final LogRetention ALL = new LogRetention(Long.MAX_VALUE, LogRetention.FOR_EVER,
            Long.MAX_VALUE);
    private static final ChannelName CHANNEL = ChannelName.of("value", NameLimits.DEFAULT);
    private static final Rules RULES = new Rules(List.of(new Rule(new Glob("**"), ALL, false,
            JoinLeave.OFF, Recovery.CACHE, Slow.DROP, Rights.ALL, Limits.DEFAULT)));

    @Test
    void theValueIsThatOfTheHeadAndEveryEntryFollowsOnce() {
        Schedules.assertClean("latest", 4_000, 200_000, seed -> new Run(seed).run());
    }

    private static final class Run {
        private final SimulatedWorld world;
        private final RandomGenerator random;
        private final SimulatedLogSettings settings;
        private final SimulatedStore store;
        private final List<Seat> seats = new ArrayList<>();
        private final List<String> found = new ArrayList<>();
        private List<SimulatedLoop> loops = List.of();
        private @Nullable SimulatedLog log;
        private @Nullable Tidings tidings;
        private int published;

        Run(long seed) {
            world = new SimulatedWorld(seed);
            random = world.random();
            settings = SimulatedLogSettings.ROUGH.withFaults(0.01, 0, 0, 0)
                    .withSparseOffsets(random.nextBoolean());
            store = new SimulatedStore(settings.shards(), random);
        }

        List<String> run() {
            boot();
            boolean keyed = random.nextInt(4) > 0;
            for (int i = 0; i < 80; i++) {
                int dice = random.nextInt(100);
                if (dice < 60) {
                    publish(keyed);
                } else if (dice < 97) {
                    seats.add(new Seat(this, Objects.requireNonNull(tidings).loops()
                            .get(random.nextInt(loops.size())), "s" + seats.size()));
                } else {
                    kill();
                }
                world.runFor(random.nextInt(3) == 0 ? random.nextLong(150) : random.nextLong(5));
            }
            world.runFor(5_000);
            compare();
            return found;
        }

        private void boot() {
            List<SimulatedLoop> fresh = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                fresh.add(new SimulatedLoop(world, i, random.nextInt(8)));
            }
            loops = fresh;
            SimulatedLog made = new SimulatedLog(world, store, settings, this::stopped);
            log = made;
            // Tails that reach back far, hardly, and not at all.
            tidings = new Tidings(fresh, made, RULES, new ShardLimits(
                    random.nextBoolean() ? 100_000 : random.nextInt(1_500), 0, 50), 1_000_000,
                    NewChannelLimits.DEFAULT,
                    new LoopLimits(Integer.MAX_VALUE, 200_000, 200_000, Long.MAX_VALUE),
                    this::stopped);
        }

        private void stopped(String reason, Throwable cause) {
            found.add(reason + ": " + cause);
        }

        private void kill() {
            seats.forEach(Seat::serverDied);
            loops.forEach(SimulatedLoop::kill);
            Objects.requireNonNull(log).crash();
            boot();
        }

        private void publish(boolean keyed) {
            int dice = keyed ? random.nextInt(8) : 7;
            Attributes attributes = dice > 3
                    ? Attributes.NONE
                    : new Attributes("", dice == 3, 0, 1, null);
            Message plain = Ids.message("m" + published++);
            Objects.requireNonNull(tidings).shardOf(CHANNEL)
                    .publish(new Publish(CHANNEL, new Message(plain.payload(),
                            plain.kind(), null, plain.tags(), null, attributes), null, false, null,
                            List.of(), null, _ -> {}, 0));
        }

        private void compare() {
            var reading = new SimulatedLog(world, store, SimulatedLogSettings.CALM, this::stopped)
                    .read(new ReadRequest(CHANNEL, ALL, null, new ReadFrom.Oldest(),
                            Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE))
                    .toCompletableFuture();
            world.runFor(1_000);
            if (!(reading.join() instanceof ReadAnswer.Page(_, var entries, _))) {
                found.add("the log could not be read");
                return;
            }
            seats.forEach(seat -> seat.compareWith(entries, found));
        }
    }

    /// One subscriber, and what it got.
    private static final class Seat implements SubscriptionListener, Outbox {
        private final String name;
        private final Run run;
        private final boolean stutters;
        private final Subscriptions subscriptions;
        private final List<OnWire.Publication> got = new ArrayList<>();
        private @Nullable Subscribed subscribed;
        private boolean died;

        Seat(Run run, LoopServices services, String name) {
            this.name = name;
            this.run = run;
            this.stutters = run.random.nextInt(3) == 0;
            this.subscriptions = new Subscriptions(services,
                    Identity.of(services.users().hold(""), name, null), this, this, 1);
            services.loop().execute(() -> subscriptions.subscribe(new SubscribeRequest(CHANNEL,
                    new JoinFrom.Latest(), 1_000, SubscribeRequest.OnLoss.REFUSE,
                    new SimulatedVariant(false, 0))));
            if (stutters) {
                drainLater(services);
            }
        }

        private void drainLater(LoopServices services) {
            run.world.schedule(20, () -> {
                if (!died) {
                    services.loop().execute(subscriptions::onDrained);
                    drainLater(services);
                }
            });
        }

        void serverDied() {
            died = true;
        }

        void compareWith(List<Entry> entries, List<String> found) {
            if (subscribed == null) {
                if (!died) {
                    found.add(name + " was never answered");
                }
                return;
            }
            long head = subscribed.position().offset();
            List<Entry> after = entries.stream().filter(e -> e.offset() > head).toList();
            List<Long> value = subscribed.entries().stream().map(Entry::offset).toList();
            List<Long> right = valueAt(entries, head);
            // What is committed, and on its way to the shard, comes live instead.
            if (!value.equals(right) && !(value.isEmpty() && !after.isEmpty())) {
                found.add("%s began at %d with %s, not with %s".formatted(name, head, value,
                        right));
            }
            List<Long> live = got.stream().map(OnWire.Publication::offset).toList();
            List<Long> all = after.stream().map(Entry::offset).toList();
            if (died
                    ? !all.subList(0, Math.min(live.size(), all.size())).equals(live)
                    : !all.equals(live)) {
                found.add("%s, from %d on, got %s of %s".formatted(name, head, live, all));
            }
        }

        private static List<Long> valueAt(List<Entry> entries, long head) {
            Entry last = null;
            Entry state = null;
            for (Entry entry : entries) {
                if (entry.offset() <= head) {
                    last = entry;
                    if (entry.message().attributes().key() != null) {
                        state = entry.message().attributes().removed() ? null : entry;
                    }
                }
            }
            Entry value = state != null ? state : last;
            return value == null || value.message().attributes().removed()
                    ? List.of()
                    : List.of(value.offset());
        }

        @Override
        public void onSubscribed(Subscription subscription, Subscribed answer) {
            subscribed = answer;
        }

        @Override
        public void onRefused(Subscription subscription, Refusal refusal) {
            run.found.add(name + " was refused: " + refusal);
        }

        @Override
        public void onEnded(Subscription subscription, Ending ending) {
            run.found.add(name + " was ended: " + ending);
        }

        @Override
        public void onFailed(RuntimeException cause) {
            run.found.add(name + " failed: " + cause);
        }

        @Override
        public void onTooSlow() {
            run.found.add(name + " was too slow");
        }

        @Override
        public boolean offer(Frames frames) {
            if (full()) {
                return false;
            }
            ((SimulatedFrames) frames).items
                    .forEach(item -> got.add((OnWire.Publication) item));
            return true;
        }

        @Override
        public boolean full() {
            return stutters && run.random.nextInt(3) == 0;
        }
    }
}

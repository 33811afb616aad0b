package tidings.testkit.filters;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.Tidings;
import tidings.core.filter.Deliveries;
import tidings.core.filter.Delivery;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterListener;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterOutlet;
import tidings.core.filter.FilterSession;
import tidings.core.filter.SessionState;
import tidings.core.home.Departure;
import tidings.core.home.SessionRecord;
import tidings.core.home.Visit;
import tidings.core.identity.Identity;
import tidings.core.refusal.Refusal;
import tidings.testkit.loop.SimulatedWorld;

/// A client with a durable session, as a right one behaves: it remembers over its connections which
/// packet identifiers of QoS 2 it has, and acknowledges when it likes.
final class SimulatedDevice {
    /// A channel, and the QoS with which something came: only that has an order (MQTT 5.0 §4.6).
    record Lane(String channel, int qos) {}

    /// What it got, in the order in which it came first.
    final Map<Lane, List<String>> received = new LinkedHashMap<>();
    final Map<String, Integer> counts = new HashMap<>();
    /// Filters that were acknowledged, and from which publish on they hold.
    final Map<String, Integer> holding = new LinkedHashMap<>();
    /// Shared subscriptions that were acknowledged, and from which publish on they hold.
    final Map<String, Integer> sharing = new LinkedHashMap<>();
    /// What came by a shared subscription, by its identifier.
    final Map<Integer, Map<String, Integer>> shares = new HashMap<>();
    final List<String> wrong = new ArrayList<>();

    private final SimulatedWorld world;
    private final RandomGenerator random;
    private final FilterSimulation simulation;
    private final String client;
    /// Whether its session ends with each connection.
    private final boolean guest;
    private final Map<String, FilterOptions> wanted = new LinkedHashMap<>();
    private final Map<String, FilterOptions> shared = new LinkedHashMap<>();
    /// Shared subscriptions that it does not want again.
    private final Set<String> gaveUp = new HashSet<>();
    /// Packet identifiers of QoS 2 that it has and were not released.
    private final Set<Integer> held = new HashSet<>();
    /// What it was sent, and under which identifier.
    private record Sent(int packetId, String text) {}

    /// Which of the messages that it was sent came before which.
    private final Map<Sent, Integer> order = new HashMap<>();
    private int lastOrder;
    private int lastNewId;
    /// How often it asked for what is stored, by filter.
    private final Map<String, Integer> askedStored = new HashMap<>();
    /// How often a stored message came with QoS 2, by text.
    private final Map<String, Integer> cameStored = new HashMap<>();
    private @Nullable Connection connection;
    private boolean stuck;
    private boolean knownToServer;

    SimulatedDevice(SimulatedWorld world, FilterSimulation simulation, String client,
            boolean guest) {
        this.world = world;
        this.random = world.random();
        this.simulation = simulation;
        this.client = client;
        this.guest = guest;
    }

    boolean guest() {
        return guest;
    }

    private long expiryMs() {
        return guest ? 0 : SessionRecord.FOR_EVER;
    }

    void want(String filter, FilterOptions options) {
        wanted.putIfAbsent(filter, options);
        if (connection != null) {
            connection.subscribe();
        }
    }

    /// @param text `$share/name/filter`
    /// @param options their identifier is none of its own filters'
    void share(String text, FilterOptions options) {
        if (gaveUp.contains(text)) {
            return;
        }
        shared.putIfAbsent(text, options);
        if (connection != null) {
            connection.subscribe();
        }
    }

    void unshare(String text) {
        if (shared.remove(text) != null) {
            gaveUp.add(text);
            sharing.remove(text);
            if (connection != null) {
                connection.unshare(text);
            }
        }
    }

    /// With which QoS a message must come at least: that of the filters which were acknowledged
    /// before it was published; -1 if it need not come.
    int leastQos(String channel, int number, int qos) {
        return holding.entrySet().stream()
                .filter(each -> number >= each.getValue()
                        && Filter.of(each.getKey()).matches(channel))
                .mapToInt(each -> Math.min(qos, qosOf(each.getKey()))).max().orElse(-1);
    }

    /// With which QoS it may come at most.
    int mostQos(String channel, int qos) {
        return wanted.keySet().stream().filter(filter -> Filter.of(filter).matches(channel))
                .mapToInt(filter -> Math.min(qos, qosOf(filter))).max().orElse(-1);
    }

    private int qosOf(String filter) {
        return Objects.requireNonNull(wanted.get(filter)).qos();
    }

    /// How much it has been given.
    long countAll() {
        long count = counts.values().stream().mapToLong(Integer::longValue).sum();
        for (Map<String, Integer> each : shares.values()) {
            count += each.values().stream().mapToLong(Integer::longValue).sum();
        }
        return count;
    }

    boolean connected() {
        return connection != null;
    }

    /// A second one takes the first one over.
    void connect(Tidings tidings, int loop) {
        new Connection(tidings, tidings.loops().get(loop)).visit();
    }

    void breakOff() {
        if (connection != null) {
            connection.end();
        }
    }

    void setStuck(boolean stuck) {
        this.stuck = stuck;
        if (!stuck && connection != null) {
            connection.drain();
        }
    }

    void serverDied() {
        if (connection != null) {
            connection.dead = true;
            connection = null;
        }
        // What came after the last record was saved, the server may not know of.
        order.clear();
        forgetIfGuest();
    }

    private void forgetIfGuest() {
        if (guest) {
            sharing.clear();
        }
    }

    /// One connection of it.
    private final class Connection implements Visit.Visitor, FilterOutlet, FilterListener {
        private final Tidings tidings;
        private final LoopServices services;
        private final Identity identity;
        private final Set<String> asked = new HashSet<>();
        private final int sendMax = 1 + random.nextInt(6);
        /// What the server sent here and has no last answer to.
        private final Set<Integer> unanswered = new HashSet<>();
        private int lastAgain;
        private @Nullable FilterSession session;
        private boolean ready;
        private boolean dead;

        Connection(Tidings tidings, LoopServices services) {
            this.tidings = tidings;
            this.services = services;
            this.identity = Identity.of(tidings.users().hold(""), client, null);
        }

        void visit() {
            tidings.homes().visit(new Visit(client, "", guest, expiryMs(), null,
                    services.loop(), this));
        }

        @Override
        public void onAdmitted(@Nullable SessionRecord record) {
            if (dead) {
                return;
            }
            if (record == null && knownToServer) {
                wrong.add(client + ": its session was forgotten");
            }
            if (record == null) {
                held.clear(); // no session is present: what it knew of one is void
            }
            SessionState state = record == null ? SessionState.NEW : record.state();
            FilterSession opened = new FilterSession(services.filters(), identity, this, this,
                    guest ? null : tidings.homes().journal(client, services.loop()),
                    tidings.homes(), sendMax, state);
            session = opened;
            connection = this;
            // What was not acknowledged it asks for again.
            asked.addAll(holding.keySet());
            asked.addAll(sharing.keySet());
            opened.open(() -> {
                ready = true;
                gaveUp.forEach(this::unshare);
                subscribe();
            });
        }

        @Override
        public void onRefused(Refusal why) {
            throw new IllegalStateException("not in this simulation");
        }

        @Override
        public void onForeign() {
            throw new IllegalStateException("not in this simulation");
        }

        @Override
        public void onTakenOver() {
            end();
        }

        /// What it has not subscribed to yet, on its loop.
        void subscribe() {
            services.loop().execute(() -> {
                FilterSession open = session;
                if (dead || open == null || !ready) {
                    return;
                }
                List<String> now = new ArrayList<>();
                wanted.forEach((filter, options) -> {
                    if (asked.add(filter)) {
                        boolean stored = random.nextBoolean();
                        askedStored.merge(filter, stored ? 1 : 0, Integer::sum);
                        open.subscribe(Filter.of(filter), options, stored);
                        now.add(filter);
                    }
                });
                if (!now.isEmpty()) {
                    save(open, () -> now.forEach(
                            filter -> holding.putIfAbsent(filter, simulation.published())));
                }
                shared.forEach((text, options) -> {
                    if (asked.add(text)) {
                        open.share(text, options, () -> shared(text));
                    }
                });
            });
        }

        void unshare(String text) {
            services.loop().execute(() -> {
                FilterSession open = session;
                if (!dead && open != null && ready && open.unsubscribe(text)) {
                    save(open, () -> {});
                }
            });
        }

        private void shared(String text) {
            FilterSession open = session;
            if (dead || open == null || !shared.containsKey(text)) {
                return;
            }
            if (guest) {
                sharing.putIfAbsent(text, simulation.published());
            } else {
                save(open, () -> {
                    if (shared.containsKey(text)) {
                        sharing.putIfAbsent(text, simulation.published());
                    }
                });
            }
        }

        private void save(FilterSession open, Runnable then) {
            tidings.homes().save(this, client, open.state(), Map.of(), () -> {
                if (!dead) {
                    knownToServer = true;
                    then.run();
                }
            });
        }

        void end() {
            services.loop().execute(() -> {
                FilterSession open = session;
                if (dead || open == null) {
                    return;
                }
                dead = true;
                session = null;
                if (connection == this) {
                    connection = null;
                }
                forgetIfGuest();
                open.close(state -> tidings.homes().leave(this, client,
                        new Departure(expiryMs(), true, state, Map.of())));
            });
        }

        void drain() {
            services.loop().execute(() -> {
                if (!dead && session != null) {
                    session.onDrained();
                }
            });
        }

        // ---- what it is sent ----

        @Override
        public boolean full() {
            return stuck;
        }

        /// The network takes a moment, keeps the order, and loses what is on it with the
        /// connection.
        @Override
        public void send(Delivery delivery) {
            if (delivery.qos() > 0 && unanswered.add(delivery.packetId())
                    && unanswered.size() > sendMax) {
                wrong.add("%s takes %d at a time and was sent %s".formatted(client, sendMax,
                        unanswered));
            }
            services.loop().execute(() -> {
                if (!dead) {
                    onDelivery(delivery);
                }
            });
        }

        private void onDelivery(Delivery delivery) {
            int packetId = delivery.packetId();
            if (delivery.qos() > 0) {
                checkOrder(new Sent(packetId, textOf(delivery)), delivery.duplicate());
            }
            switch (delivery.qos()) {
                case 0 -> got(delivery);
                case 1 -> {
                    got(delivery);
                    later(deliveries -> {
                        unanswered.remove(packetId);
                        return deliveries.acknowledge(packetId);
                    });
                }
                default -> {
                    if (held.add(packetId)) {
                        got(delivery);
                    } else if (!delivery.duplicate()) {
                        wrong.add(client + ": identifier " + packetId + " is in use");
                    }
                    later(deliveries -> deliveries.receive(packetId));
                }
            }
        }

        private void checkOrder(Sent what, boolean again) {
            Integer place = order.get(what);
            if (!again) {
                if (what.packetId() <= lastNewId) {
                    // Identifiers begin anew after a crash: what had these is not in flight any more.
                    order.keySet().removeIf(each -> each.packetId() >= what.packetId());
                }
                lastNewId = what.packetId();
                order.put(what, ++lastOrder);
            } else if (place != null && place < lastAgain) {
                wrong.add("%s was sent %s again after what came later".formatted(client, what));
            } else if (place != null) {
                lastAgain = place;
            }
        }

        private static String textOf(Delivery delivery) {
            return new String(delivery.message().payload(), StandardCharsets.UTF_8);
        }

        private void got(Delivery delivery) {
            String id = textOf(delivery);
            String channel = delivery.channel().value();
            if (delivery.identifiers().length > 0) {
                shares.computeIfAbsent(delivery.identifiers()[0], _ -> new HashMap<>()).merge(id,
                        1, Integer::sum);
                return;
            }
            if (wanted.keySet().stream()
                    .noneMatch(filter -> Filter.of(filter).matches(channel))) {
                wrong.add("%s got %s of %s and did not ask".formatted(client, id, channel));
            }
            if (delivery.retain()) {
                if (delivery.qos() == 2) {
                    checkStored(channel, id);
                }
                return;
            }
            if (counts.merge(id, 1, Integer::sum) == 1) {
                received.computeIfAbsent(new Lane(channel, delivery.qos()),
                        _ -> new ArrayList<>()).add(id);
            }
        }

        /// Exactly once for each time it asked; and once as it was published, where it asked for that.
        private void checkStored(String channel, String id) {
            int most = 0;
            for (String filter : wanted.keySet()) {
                if (Filter.of(filter).matches(channel)) {
                    boolean live = Objects.requireNonNull(wanted.get(filter)).retainAsPublished();
                    most += askedStored.getOrDefault(filter, 0) + (live ? 1 : 0);
                }
            }
            int came = cameStored.merge(id, 1, Integer::sum);
            if (came > most) {
                wrong.add("%s got %s %d times as stored, and asked %d times".formatted(client, id,
                        came, most));
            }
        }

        @Override
        public void sendRelease(int packetId) {
            services.loop().execute(() -> {
                if (!dead) {
                    held.remove(packetId);
                    later(deliveries -> {
                        unanswered.remove(packetId);
                        return deliveries.complete(packetId);
                    });
                }
            });
        }

        private interface Answer {
            Deliveries.Ack to(Deliveries deliveries);
        }

        private void later(Answer answer) {
            world.schedule(random.nextInt(4) == 0 ? random.nextLong(60) : random.nextLong(3),
                    () -> services.loop().execute(() -> {
                        FilterSession open = session;
                        if (!dead && open != null
                                && answer.to(open.deliveries()) == Deliveries.Ack.WRONG) {
                            wrong.add(client + ": a right acknowledgement was wrong");
                        }
                    }));
        }

        @Override
        public void onFailed(RuntimeException cause) {
            wrong.add(client + " failed: " + cause);
            simulation.trace(cause);
            end();
        }

        @Override
        public void onGap(long count) {
            wrong.add(client + ": a gap of " + count + " although everything is kept");
        }

        @Override
        public void onChanged() {
            if (random.nextInt(10) == 0) {
                services.loop().execute(() -> {
                    FilterSession open = session;
                    if (!dead && open != null) {
                        save(open, () -> {});
                    }
                });
            }
        }
    }
}

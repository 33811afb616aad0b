package tidings.testkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.JoinFrom;
import tidings.log.Position;
import tidings.testkit.loop.SimulatedWorld;

/// A client as an SDK is one: it remembers where it is in each channel, comes back after its
/// connection broke, and asks to go on from there.
final class SimulatedClient implements SimulatedConnection.Client {
    private final SimulatedWorld world;
    private final History history;
    private final Simulation simulation;
    private final int index;

    /// Channels it wants to be subscribed to.
    private final Set<String> wanted = new HashSet<>();
    /// Channels it asked for on this connection and was not told that it lost.
    private final Set<String> asked = new HashSet<>();
    /// Channels that it was told it is subscribed to.
    private final Set<String> subscribed = new HashSet<>();
    private final Map<String, Position> positions = new HashMap<>();
    private @Nullable SimulatedConnection connection;
    private @Nullable String session;
    private boolean stuck;

    SimulatedClient(SimulatedWorld world, History history, Simulation simulation, int index) {
        this.world = world;
        this.history = history;
        this.simulation = simulation;
        this.index = index;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public long readDelayMsMax() {
        return index % 4 == 0 ? 200 : 5;
    }

    boolean memberEvents() {
        return index % 3 == 0;
    }

    @Nullable
    String session() {
        return session;
    }

    Set<String> subscribed() {
        return subscribed;
    }

    boolean connected() {
        return connection != null;
    }

    @Nullable
    Position position(String channel) {
        return positions.get(channel);
    }

    // ---- what it does ----

    void connect() {
        if (connection == null) {
            connection = simulation.connect(this);
            connection.start();
            wanted.forEach(this::ask);
        }
    }

    void want(String channel) {
        if (wanted.add(channel) && connection != null) {
            ask(channel);
        }
    }

    void stopWanting(String channel) {
        // As SDKs do: not while the subscribe is on its way.
        if (connection != null && subscribed.contains(channel) && wanted.remove(channel)) {
            subscribed.remove(channel);
            connection.unsubscribe(channel);
        }
    }

    private void ask(String channel) {
        if (connection == null || subscribed.contains(channel) || !asked.add(channel)) {
            return;
        }
        Position position = positions.get(channel);
        JoinFrom from = position == null || position.epoch().isEmpty()
                ? new JoinFrom.Head()
                : new JoinFrom.After(position);
        connection.subscribe(channel, from, memberEvents() && !channel.startsWith("bare:"),
                world.random().nextBoolean() ? 1_000 : 0);
    }

    /// Publishes over its connection, if it has one.
    ///
    /// @return whether it has
    boolean publish(String channel, String id) {
        if (connection == null) {
            return false;
        }
        connection.publish(channel, id);
        return true;
    }

    /// Its connection breaks.
    void breakOff() {
        SimulatedConnection broken = connection;
        if (broken != null) {
            forgetConnection();
            broken.breakOff();
            world.schedule(world.random().nextLong(50), this::connect);
        }
    }

    /// The server is gone.
    void serverDied() {
        forgetConnection();
    }

    void setStuck(boolean stuck) {
        this.stuck = stuck;
        if (!stuck && connection != null) {
            onReadable(connection);
        }
    }

    private void forgetConnection() {
        connection = null;
        session = null;
        asked.clear();
        subscribed.clear();
        wanted.forEach(channel -> history.add(new Observed.ConnectionLost(index, channel)));
    }

    // ---- what it hears ----

    @Override
    public void onFailed(RuntimeException cause) {
        simulation.failed(cause);
    }

    @Override
    public void onDisconnected(SimulatedConnection from) {
        if (from.equals(connection)) {
            forgetConnection();
            world.schedule(world.random().nextLong(50), this::connect);
        }
    }

    @Override
    public void onReadable(SimulatedConnection from) {
        if (!from.equals(connection) || stuck) {
            return;
        }
        from.read().forEach(this::onMessage);
    }

    private void onMessage(OnWire message) {
        switch (message) {
            case OnWire.Reply reply -> onReply(reply);
            case OnWire.Refused(var channel) -> {
                asked.remove(channel);
                if (wanted.contains(channel)) {
                    world.schedule(20, () -> ask(channel));
                }
            }
            case OnWire.Ended(var channel) -> {
                history.add(new Observed.Ended(index, channel));
                asked.remove(channel);
                subscribed.remove(channel);
                if (wanted.contains(channel)) {
                    // SDKs wait a little, and longer than this.
                    world.schedule(20 + world.random().nextLong(200), () -> ask(channel));
                }
            }
            case OnWire.Items(var channel, var items) -> items
                    .forEach(item -> onItem(channel, item));
            case OnWire.Connected(var name) -> session = name;
            case OnWire.Published(var channel, var id, var outcome) -> {
                if (outcome != null) {
                    simulation.onOutcome(channel, id, outcome);
                }
            }
        }
    }

    private void onReply(OnWire.Reply reply) {
        String channel = reply.channel();
        subscribed.add(channel);
        history.add(new Observed.Subscribed(index, channel, reply.asked(),
                reply.position(), reply.recovered()));
        positions.put(channel, reply.position());
        reply.publications().forEach(entry -> onEntry(channel, entry.id(), entry.offset(), false));
    }

    private void onItem(String channel, OnWire.Item item) {
        switch (item) {
            case OnWire.Publication(var id, long offset) -> {
                if (offset == 0) {
                    history.add(new Observed.ReceivedTransient(index, channel, id));
                } else {
                    onEntry(channel, id, offset, true);
                }
            }
            case OnWire.Membership(var who, boolean joined) -> history
                    .add(new Observed.MemberSeen(index, channel, who, joined));
        }
    }

    private void onEntry(String channel, String id, long offset, boolean live) {
        Position position = positions.getOrDefault(channel, new Position("", 0));
        history.add(new Observed.Received(index, channel, position.epoch(), offset, id, live));
        positions.put(channel, new Position(position.epoch(), offset));
    }

    /// Whether it has nothing to wait for.
    boolean settled() {
        return connection != null && connection.waitsForNothing() && subscribed.containsAll(wanted);
    }
}

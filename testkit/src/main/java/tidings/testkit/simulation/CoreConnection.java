package tidings.testkit.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tidings.core.LoopServices;
import tidings.core.channel.JoinFrom;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Outbox;
import tidings.core.identity.Identity;
import tidings.core.refusal.Refusal;
import tidings.core.session.Session;
import tidings.core.subscription.Ending;
import tidings.core.subscription.SubscribeRequest;
import tidings.core.subscription.Subscribed;
import tidings.core.subscription.Subscription;
import tidings.core.subscription.SubscriptionListener;
import tidings.core.subscription.Subscriptions;
import tidings.log.ChannelName;
import tidings.log.NameLimits;
import tidings.testkit.loop.SimulatedWorld;

/// The server's end of a simulated connection: a session, and a wire of bounded length that the
/// client reads from when the schedule says so.
final class CoreConnection
        implements
            SimulatedConnection,
            Session,
            SubscriptionListener,
            Outbox {
    private final SimulatedWorld world;
    private final LoopServices services;
    private final Client client;
    private final String session;
    private final Identity identity;
    private final Subscriptions subscriptions;
    private final ArrayDeque<OnWire> wire = new ArrayDeque<>();
    private final int wireMax;
    /// What the last subscribe of a channel that was taken wanted.
    private final Map<String, JoinFrom> asked = new HashMap<>();
    private boolean awaited;
    private boolean open = true;

    CoreConnection(SimulatedWorld world, LoopServices services, Client client, String user,
            int wireMax) {
        this.world = world;
        this.services = services;
        this.client = client;
        this.wireMax = wireMax;
        this.session = "s%d.%d".formatted(client.index(), world.random().nextInt(1_000_000));
        this.identity = Identity.of(services.users().hold(user), session, null);
        this.subscriptions = new Subscriptions(services, identity, this, this, 16);
    }

    // ---- what the client does; each arrives on the session's loop ----

    @Override
    public void start() {
        services.loop().execute(() -> {
            services.sessions().add(this);
            send(new OnWire.Connected(session));
        });
    }

    @Override
    public void subscribe(String channel, JoinFrom from, boolean memberEvents, int entriesInReply) {
        services.loop().execute(() -> {
            if (!open) {
                return;
            }
            Refusal refusal = subscriptions.subscribe(new SubscribeRequest(
                    ChannelName.of(channel, NameLimits.DEFAULT), from, entriesInReply,
                    SubscribeRequest.OnLoss.BEGIN_AT_HEAD,
                    new SimulatedVariant(memberEvents, client.index() % 2)));
            if (refusal != null) {
                send(new OnWire.Refused(channel));
            } else {
                asked.put(channel, from);
            }
        });
    }

    @Override
    public void unsubscribe(String channel) {
        services.loop().execute(() -> {
            if (open) {
                subscriptions.unsubscribe(ChannelName.of(channel, NameLimits.DEFAULT));
                send(new OnWire.Ended(channel));
            }
        });
    }

    @Override
    public void publish(String channel, String id) {
        throw new UnsupportedOperationException("publishers here are no clients");
    }

    @Override
    public void breakOff() {
        services.loop().execute(this::close);
    }

    private void close() {
        if (open) {
            open = false;
            subscriptions.close();
            services.sessions().remove(this);
            services.users().release(identity.user());
        }
    }

    // ---- what the session hears ----

    @Override
    public void onSubscribed(Subscription subscription, Subscribed subscribed) {
        String channel = subscription.channel().value();
        send(new OnWire.Reply(channel, asked.get(channel) instanceof JoinFrom.After(var after)
                ? after
                : null, subscribed.position(),
                subscribed.recovered(), subscribed.entries().stream()
                        .map(entry -> new OnWire.Publication(Ids.of(entry.message()),
                                entry.offset()))
                        .toList()));
    }

    @Override
    public void onRefused(Subscription subscription, Refusal refusal) {
        send(new OnWire.Refused(subscription.channel().value()));
    }

    @Override
    public void onEnded(Subscription subscription, Ending ending) {
        send(new OnWire.Ended(subscription.channel().value()));
    }

    @Override
    public void onTooSlow() {
        disconnect(3008, "slow");
    }

    @Override
    public void onFailed(RuntimeException cause) {
        client.onFailed(cause);
        disconnect(3004, "internal server error");
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public String protocol() {
        return "simulated";
    }

    @Override
    public int subscriptionCount() {
        return subscriptions.count();
    }

    @Override
    public void onRevoked(Predicate<ChannelName> ends, int code, String reason) {
        subscriptions.onRevoked(ends, code, reason);
    }

    @Override
    public void disconnect(int code, String reason) {
        close();
        world.schedule(1, () -> client.onDisconnected(this));
    }

    // ---- the wire ----

    @Override
    public boolean offer(Frames frames) {
        if (!open) {
            throw new IllegalStateException("frames were offered to a closed connection");
        }
        if (full()) {
            return false;
        }
        // The buffer is shared: what it holds now is what was offered.
        SimulatedFrames shared = (SimulatedFrames) frames;
        send(new OnWire.Items(shared.channel, List.copyOf(shared.items)));
        return true;
    }

    @Override
    public boolean full() {
        awaited |= wire.size() >= wireMax;
        return wire.size() >= wireMax;
    }

    private void send(OnWire what) {
        wire.addLast(what);
        tell();
    }

    private void tell() {
        world.schedule(world.random().nextLong(client.readDelayMsMax() + 1),
                () -> client.onReadable(this));
    }

    @Override
    public List<OnWire> read() {
        List<OnWire> read = new ArrayList<>();
        int count = wire.isEmpty() ? 0 : 1 + world.random().nextInt(wire.size());
        for (int i = 0; i < count; i++) {
            read.add(wire.removeFirst());
        }
        if (!wire.isEmpty()) {
            tell();
        }
        if (awaited && wire.size() <= wireMax / 2) {
            awaited = false;
            services.loop().execute(() -> {
                if (open) {
                    subscriptions.onDrained();
                }
            });
        }
        return read;
    }

    @Override
    public boolean waitsForNothing() {
        return wire.isEmpty();
    }

}

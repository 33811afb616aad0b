package tidings.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.fanout.Outbox;
import tidings.core.fanout.Variant;
import tidings.core.filter.Deliveries;
import tidings.core.filter.Delivery;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterListener;
import tidings.core.filter.FilterOutlet;
import tidings.core.filter.FilterSession;
import tidings.core.filter.Interest;
import tidings.core.filter.SessionState;
import tidings.core.home.Departure;
import tidings.core.home.Homes;
import tidings.core.home.SessionRecord;
import tidings.core.home.Visit;
import tidings.core.identity.Identity;
import tidings.core.session.Session;
import tidings.gateway.mqtt.wire.Auth;
import tidings.gateway.mqtt.wire.Connack;
import tidings.gateway.mqtt.wire.Connect;
import tidings.gateway.mqtt.wire.ConnectProperties;
import tidings.gateway.mqtt.wire.Diagnostics;
import tidings.gateway.mqtt.wire.Disconnect;
import tidings.gateway.mqtt.wire.FromClient;
import tidings.gateway.mqtt.wire.FromServer;
import tidings.gateway.mqtt.wire.Pingreq;
import tidings.gateway.mqtt.wire.Pingresp;
import tidings.gateway.mqtt.wire.Puback;
import tidings.gateway.mqtt.wire.Pubcomp;
import tidings.gateway.mqtt.wire.Publish;
import tidings.gateway.mqtt.wire.PublishTemplate;
import tidings.gateway.mqtt.wire.Pubrec;
import tidings.gateway.mqtt.wire.Pubrel;
import tidings.gateway.mqtt.wire.ReasonCode;
import tidings.gateway.mqtt.wire.ServerLimits;
import tidings.gateway.mqtt.wire.SessionTerms;
import tidings.gateway.mqtt.wire.Subscribe;
import tidings.gateway.mqtt.wire.Unsubscribe;
import tidings.gateway.mqtt.wire.UserProperty;
import tidings.gateway.mqtt.wire.Version;
import tidings.gateway.net.Deadline;
import tidings.gateway.net.SocketOutbox;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// A client that is connected: what it asks, and what it is sent.
@OwnedBy(Owner.LOOP)
final class OpenMqttSession implements Session, FilterOutlet, FilterListener {
    private static final System.Logger LOGGER = System
            .getLogger(OpenMqttSession.class.getName());

    private static final long SAVE_AFTER_MS = 1_000;
    /// What changes the filters of a durable session is answered once it is kept. Whoever asks for that
    /// while the log takes nothing is not left waiting for longer.
    private static final long KEPT_WITHIN_MS = 5_000;
    /// What CONNACK tells of [SessionState#gap].
    private static final String GAP_PROPERTY = "tidings-gap";
    private static final int SHUTDOWN = 3001;

    private final MqttConversation conversation;
    private final SocketOutbox outbox;
    private final LoopServices services;
    private final MqttSettings settings;
    private final Identity identity;
    private final Version version;
    /// Whether the client said that its session is to end with the connection.
    private final boolean askedToEnd;
    private final long packetBytesMax;
    private final Visit.Visitor visitor;
    private final Homes homes;
    private final String client;
    private final boolean present;
    /// Until it is open.
    private SessionState before;
    private final FilterSession filters;
    private final Subscribing subscribing;
    /// Made with the first publish, or with what is left of earlier ones: most connections only listen.
    private @Nullable Receiver receiver;
    /// Made with the first change of the filters of a durable session.
    private @Nullable Keeping keeping;
    private final Aliases aliases;
    /// Whether the client takes no packet above some size. What comes in may be smaller than what goes
    /// out of it.
    private final boolean packetsMayBeTooLarge;
    private long expiryMs;
    private boolean savePending;
    private boolean gapSaid;
    /// A packet waits for what came before it, and all that comes after it waits, too.
    private boolean holding;
    private boolean closed;

    OpenMqttSession(MqttConversation conversation, LoopServices services, MqttSettings settings,
            Identity identity, Connect connect, @Nullable SessionRecord record,
            Visit.Visitor visitor) {
        this.conversation = conversation;
        this.outbox = conversation.transport().outbox();
        this.services = services;
        this.settings = settings;
        this.identity = identity;
        this.version = connect.version();
        this.askedToEnd = connect.properties().sessionExpirySeconds() == 0;
        this.packetBytesMax = connect.properties().packetBytesMax();
        this.visitor = visitor;
        this.homes = services.tidings().homes();
        this.client = identity.session();
        this.expiryMs = conversation.expiryMs(connect.properties().sessionExpirySeconds());
        this.present = record != null;
        this.before = record == null ? SessionState.NEW : record.state();
        this.filters = new FilterSession(services.filters(), identity, this, this,
                expiryMs > 0 ? homes.journal(client, services.loop()) : null, homes,
                connect.properties().receiveMaximum(), before);
        this.subscribing = new Subscribing(services, settings, identity, filters,
                this::answerOnceKept);
        this.aliases = new Aliases(version == Version.V5 ? settings.topicAliasMax() : 0,
                connect.properties().topicAliasMaximum());
        if (record != null && !record.received().isEmpty()) {
            this.receiver = newReceiver(record.received());
        }
        this.packetsMayBeTooLarge = packetBytesMax != ConnectProperties.UNLIMITED;
    }

    private Receiver newReceiver(Map<Integer, Integer> received) {
        return new Receiver(conversation, services, settings, identity, aliases, version,
                expiryMs > 0, present, received, this::changed);
    }

    private Receiver receiver() {
        if (receiver == null) {
            receiver = newReceiver(Map.of());
        }
        return receiver;
    }

    /// See [Receiver#received].
    private Map<Integer, Integer> received() {
        return receiver == null ? Map.of() : receiver.received();
    }

    /// See [Receiver#whenStored].
    private void whenStored(Runnable then) {
        if (receiver == null) {
            then.run();
        } else {
            receiver.whenStored(then);
        }
    }

    /// See [Receiver#settle].
    private void settle(Runnable then) {
        if (receiver == null) {
            then.run();
        } else {
            receiver.settle(then);
        }
    }

    // ---- beginning and end ----

    void open(Connect connect, boolean assignedClientId) {
        services.sessions().add(this);
        filters.open(() -> onOpened(connect, assignedClientId));
    }

    private void onOpened(Connect connect, boolean assignedClientId) {
        before = SessionState.NEW;
        subscribing.open();
        int keepAlive = keepAliveSeconds(connect.keepAliveSeconds());
        boolean v5 = version == Version.V5;
        long granted = expiryMs / 1_000;
        boolean sameExpiry = granted == connect.properties().sessionExpirySeconds();
        SessionTerms terms = new SessionTerms(v5 && !sameExpiry ? granted : -1,
                keepAlive == connect.keepAliveSeconds() ? -1 : keepAlive,
                assignedClientId ? client : null, null);
        conversation.onOpened(new Connack(present, ReasonCode.SUCCESS,
                new ServerLimits(settings.receiveMax(), 2, true, settings.packetBytesMax(),
                        settings.topicAliasMax(), true, true, true),
                terms, null, null, v5 ? gapToTell() : Diagnostics.NONE), keepAlive);
    }

    private Diagnostics gapToTell() {
        long gap = filters.tellGap();
        if (gap == 0) {
            return Diagnostics.NONE;
        }
        changed();
        return new Diagnostics(null, List.of(new UserProperty(GAP_PROPERTY, gapText(gap))));
    }

    private int keepAliveSeconds(int asked) {
        int max = (int) settings.keepAliveMax().toSeconds();
        // Only 5.0 can tell the client (§3.2.2.3.14).
        return version == Version.V5 && max > 0 && (asked == 0 || asked > max) ? max : asked;
    }

    /// The connection went before it was admitted.
    void leaveUnopened() {
        closed = true;
        services.users().release(identity.user());
        homes.leave(visitor, client, new Departure(expiryMs, true, before, received()));
    }

    void close(boolean keepWill) {
        closed = true;
        services.sessions().remove(this);
        services.users().release(identity.user());
        subscribing.close();
        if (keeping != null) {
            keeping.cancel();
        }
        filters.close(state -> settle(() -> homes.leave(visitor, client,
                new Departure(expiryMs, !keepWill, state, received()))));
    }

    /// A second after the first change, the session's record is saved.
    private void changed() {
        if (!savePending && expiryMs > 0) {
            savePending = true;
            services.loop().schedule(SAVE_AFTER_MS, () -> {
                savePending = false;
                if (!closed) {
                    save(() -> {});
                }
            });
        }
    }

    private void save(Runnable then) {
        homes.save(visitor, client, filters.state(), received(),
                () -> services.loop().execute(then));
    }

    /// Answers what changed the session's filters: of a durable one, once that is on disk.
    private void answerOnceKept(FromServer answer) {
        if (expiryMs > 0) {
            filters.holdStates();
            save(() -> {
                keeping().onKept();
                conversation.send(answer);
                filters.goOnWithStates();
            });
        } else {
            conversation.send(answer);
        }
    }

    /// What the client asks changes the filters; [#answerOnceKept] follows.
    private void change(Runnable filtersChange) {
        if (expiryMs > 0) {
            keeping().begin();
        }
        filtersChange.run();
    }

    private Keeping keeping() {
        if (keeping == null) {
            keeping = new Keeping();
        }
        return keeping;
    }

    /// Until everything that was asked is kept; each that is shows that the others may be.
    @OwnedBy(Owner.LOOP)
    private final class Keeping extends Deadline {
        private int asked;

        void begin() {
            asked++;
            if (!isSet()) {
                conversation.transport().loop().wheel().set(this, KEPT_WITHIN_MS);
            }
        }

        void onKept() {
            cancel();
            if (--asked > 0 && !closed) {
                conversation.transport().loop().wheel().set(this, KEPT_WITHIN_MS);
            }
        }

        void cancel() {
            conversation.transport().loop().wheel().cancel(this);
        }

        @Override
        protected void onDue() {
            conversation.end(ReasonCode.SERVER_BUSY, "the log takes nothing now");
        }
    }

    // ---- what the client sends ----

    boolean takesMore() {
        return !holding && (receiver == null || receiver.takesMore());
    }

    /// What follows all that the client has published: that is in the log, or refused, and answered.
    void afterPublishes(Runnable then) {
        if (receiver == null || receiver.isStored()) {
            then.run();
        } else {
            hold(this::whenStored, then);
        }
    }

    /// What follows also what others had published who were acknowledged: it is known here, so that what
    /// is retained of it comes as such, and once, and what is not is delivered to the filters that were
    /// there.
    private void afterAll(List<Filter> heard, Runnable then) {
        hold(known -> whenStored(() -> filters.hear(heard, known)), then);
    }

    /// @param until calls back once it is time
    private void hold(Consumer<Runnable> until, Runnable then) {
        holding = true;
        outbox.pauseReading();
        until.accept(() -> goOn(then));
    }

    private void goOn(Runnable then) {
        holding = false;
        if (closed) {
            return;
        }
        try {
            then.run();
            conversation.resumeReading();
        } catch (RuntimeException e) {
            conversation.onFailed(e);
        }
    }

    void onPacket(FromClient packet) {
        switch (packet) {
            case Publish publish -> receiver().onPublish(publish);
            case Pubrel pubrel -> receiver().onPubrel(pubrel);
            case Puback(int id, var _, var _) ->
                onAck(filters.deliveries().acknowledge(id), id, "PUBACK");
            case Pubrec(int id, var reason, var _) -> onPubrec(id, reason);
            case Pubcomp(int id, var _, var _) ->
                onAck(filters.deliveries().complete(id), id, "PUBCOMP");
            case Subscribe subscribe -> afterAll(subscribing.filtersOf(subscribe),
                    () -> change(() -> subscribing.onSubscribe(subscribe)));
            case Unsubscribe unsubscribe -> afterAll(subscribing.filtersOf(unsubscribe),
                    () -> change(() -> subscribing.onUnsubscribe(unsubscribe)));
            case Pingreq _ -> afterPublishes(() -> conversation.send(new Pingresp()));
            case Disconnect disconnect -> onDisconnect(disconnect);
            case Connect _ -> conversation.endInTurn(ReasonCode.PROTOCOL_ERROR,
                    "a second CONNECT");
            case Auth _ -> conversation.endInTurn(ReasonCode.PROTOCOL_ERROR,
                    "AUTH without an authentication method in CONNECT");
        }
    }

    /// An acknowledgement of nothing is passed over: what it was for may have ended with an earlier
    /// connection. One of the wrong kind is an error.
    private void onAck(Deliveries.Ack ack, int packetId, String what) {
        if (ack == Deliveries.Ack.WRONG) {
            conversation.end(ReasonCode.PROTOCOL_ERROR,
                    "%s does not belong to what was sent as %d".formatted(what, packetId));
        }
    }

    private void onPubrec(int packetId, ReasonCode reason) {
        Deliveries.Ack ack = reason.isFailure()
                ? filters.deliveries().refuse(packetId)
                : filters.deliveries().receive(packetId);
        if (ack == Deliveries.Ack.UNKNOWN && !reason.isFailure()) {
            filters.deliveries().afterReleases(() -> conversation.send(new Pubrel(packetId,
                    ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Diagnostics.NONE)));
        } else {
            onAck(ack, packetId, "PUBREC");
        }
    }

    private void onDisconnect(Disconnect disconnect) {
        long seconds = disconnect.sessionExpirySeconds();
        if (seconds > 0 && askedToEnd) {
            conversation.endInTurn(ReasonCode.PROTOCOL_ERROR,
                    "a session that was to end with its connection can't be kept");
            return;
        }
        if (seconds >= 0) {
            expiryMs = conversation.expiryMs(seconds);
        }
        conversation.onFarewell(disconnect.reason() != ReasonCode.SUCCESS);
        afterPublishes(conversation::leave);
    }

    void onDrained() {
        filters.onDrained();
    }

    // ---- what it is sent ----

    @Override
    public @Nullable Variant variant(Interest interest) {
        boolean alike = interest.identifiers().length == 0 && !packetsMayBeTooLarge
                && !aliases.towardsClient();
        return alike
                ? conversation.rendering().variantOf(version, conversation.transport().framing(),
                        interest.retainAsPublished(), conversation.transport().loop())
                : null;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public boolean full() {
        return outbox.full();
    }

    @Override
    public boolean takes(Delivery delivery) {
        if (!packetsMayBeTooLarge) {
            return true;
        }
        int alias = aliases.towardsClient() ? aliases.towardsClient(delivery.channel()) : 0;
        var own = ownOf(delivery, Math.max(alias, 0), // without one that is still to be told
                Rendering.expirySeconds(delivery.message(), services.loop().wallMs()));
        return !isTooLarge(
                conversation.rendering().templateOf(version, delivery).bytes(own));
    }

    @Override
    public void send(Delivery delivery) {
        PublishTemplate template = conversation.rendering().templateOf(version, delivery);
        long expiry = Rendering.expirySeconds(delivery.message(), services.loop().wallMs());
        int alias = aliases.towardsClient() ? aliases.towardsClient(delivery.channel()) : 0;
        var own = ownOf(delivery, alias, expiry);
        int bytes = template.bytes(own);
        if (alias != 0 && isTooLarge(bytes)) {
            alias = 0;
            own = ownOf(delivery, alias, expiry);
            bytes = template.bytes(own);
        }
        if (isTooLarge(bytes)) {
            // §3.1.2.11.4: as if it had been sent and acknowledged.
            services.counters().dropped++;
            filters.deliveries().discard(delivery);
            return;
        }
        if (alias < 0) {
            aliases.tell(delivery.channel(), -alias);
        }
        services.counters().deliveries++;
        services.counters().deliveredBytes += delivery.message().payload().length;
        ByteBuf out = conversation.transport().framing().open(ByteBufAllocator.DEFAULT, bytes);
        template.write(out, own);
        outbox.send(conversation.transport().framing().seal(out));
    }

    /// @param alias as in [Aliases#towardsClient]
    private static tidings.gateway.mqtt.wire.Delivery ownOf(Delivery delivery, int alias,
            long expiry) {
        return new tidings.gateway.mqtt.wire.Delivery(delivery.packetId(), delivery.duplicate(),
                Math.abs(alias), alias > 0, expiry, delivery.identifiers());
    }

    private boolean isTooLarge(int bytes) {
        return packetsMayBeTooLarge && bytes > packetBytesMax;
    }

    @Override
    public void sendRelease(int packetId) {
        conversation.send(new Pubrel(packetId, ReasonCode.SUCCESS, Diagnostics.NONE));
    }

    @Override
    public void onFailed(RuntimeException cause) {
        conversation.onFailed(cause);
    }

    @Override
    public void onGap(long count) {
        services.counters().onSessionGap(count);
        if (!gapSaid) {
            gapSaid = true;
            LOGGER.log(System.Logger.Level.INFO,
                    "the MQTT session of {0} came to a gap: {1} that are not kept any more",
                    client, gapText(count));
        }
    }

    private static String gapText(long gap) {
        return gap == SessionState.UNKNOWN ? "unknown" : Long.toString(gap);
    }

    @Override
    public void onChanged() {
        changed();
    }

    // ---- as the server sees it ----

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public String protocol() {
        return "mqtt";
    }

    @Override
    public int subscriptionCount() {
        return filters.filters().count();
    }

    /// Of filters with wildcards what may no longer be seen is not delivered; they stay.
    @Override
    public void onRevoked(Predicate<ChannelName> ends, int code, String reason) {
        subscribing.end(ends);
        filters.admit();
    }

    @Override
    public void disconnect(int code, String reason) {
        conversation.end(code == SHUTDOWN
                ? ReasonCode.SERVER_SHUTTING_DOWN
                : ReasonCode.ADMINISTRATIVE_ACTION, reason);
    }
}

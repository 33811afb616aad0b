package tidings.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.home.SessionRecord;
import tidings.core.home.Visit;
import tidings.core.identity.Credentials;
import tidings.core.identity.Identity;
import tidings.core.identity.Verdict;
import tidings.core.refusal.Refusal;
import tidings.gateway.mqtt.wire.Connack;
import tidings.gateway.mqtt.wire.Connect;
import tidings.gateway.mqtt.wire.ConnectProperties;
import tidings.gateway.mqtt.wire.DecodeException;
import tidings.gateway.mqtt.wire.Diagnostics;
import tidings.gateway.mqtt.wire.Disconnect;
import tidings.gateway.mqtt.wire.FromClient;
import tidings.gateway.mqtt.wire.FromServer;
import tidings.gateway.mqtt.wire.PacketDecoder;
import tidings.gateway.mqtt.wire.PacketEncoder;
import tidings.gateway.mqtt.wire.PacketReading;
import tidings.gateway.mqtt.wire.ReasonCode;
import tidings.gateway.mqtt.wire.Version;
import tidings.gateway.net.Deadline;
import tidings.gateway.net.WallDeadline;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One MQTT connection, from its first byte to its end.
///
/// <pre>
///   Connecting ─ CONNECT ─► Arriving ─ it is known, its home admits it ─► Open ─ its end ─► Closed
///        └──── 10 s without a CONNECT, anything else first, a CONNECT that can't be ────┘
/// </pre>
///
/// What comes behind a CONNECT waits until the session is there. What a client asks then is
/// [OpenMqttSession]'s.
@OwnedBy(Owner.LOOP)
final class MqttConversation {
    private static final System.Logger LOGGER = System
            .getLogger(MqttConversation.class.getName());
    private static final int PACKET_BYTES = 64;
    private static final int CLIENT_ID_BYTES_MAX = 255;
    /// Of a packet that isn't whole yet; less than that is no sign of life.
    private static final int PART_BYTES_MIN = 1_000;
    /// What had come before is read meanwhile.
    private static final long TAKE_OVER_MS = 50;
    /// What a JSON Web Token looks like: three parts of base64url, the first one JSON.
    private static final Pattern TOKEN = Pattern
            .compile("eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]*");

    private sealed interface Phase {
        record Connecting() implements Phase {}

        /// It is found out who the client is, then its home is asked.
        record Arriving() implements Phase {}

        record Open(OpenMqttSession session) implements Phase {}

        record Closed() implements Phase {}
    }

    private static final Phase CLOSED = new Phase.Closed();

    private final MqttParts parts;
    private final MqttTransport transport;
    private final PacketDecoder decoder = new PacketDecoder(MqttSettings.CONNECT_BYTES_MAX);
    private final Patience patience = new Patience();
    private @Nullable PacketEncoder encoder;
    private Phase phase = new Phase.Connecting();
    /// Nothing but a CONNACK may be sent before it was (§3.2).
    private boolean connackSent;
    /// Whether the client sends nothing more; what it has sent is read first.
    private boolean ended;
    /// Whether it hears nothing more, either.
    private boolean gone;
    /// Until the client says that its will is not to be published.
    private boolean willKept = true;
    /// Whether what came before that waits until the session takes more.
    private boolean restWaits;
    /// Null while its credentials don't expire.
    private @Nullable Expiry expiry;

    MqttConversation(MqttParts parts, MqttTransport transport) {
        this.parts = parts;
        this.transport = transport;
    }

    // ---- what the transport says ----

    void onOpen() {
        transport.loop().wheel().set(patience, parts.settings().connectTimeout().toMillis());
    }

    /// @param in taken over
    void onBytes(ByteBuf in) {
        if (phase instanceof Phase.Closed) {
            in.release();
            return;
        }
        patience.onBytes(in.readableBytes());
        decoder.feed(in);
        decode();
    }

    void onReadingResumed() {
        decode();
    }

    int heldBytes() {
        return decoder.heldBytes();
    }

    private void decode() {
        PacketReading reading = parts.readings().get(transport.loop().index());
        try {
            while (takesMore()) {
                FromClient packet = decoder.next(reading);
                if (packet == null) {
                    return;
                }
                patience.onHeard();
                onPacket(packet);
            }
        } catch (DecodeException e) {
            endInTurn(e.reason(), e.sentence());
        } catch (RuntimeException e) {
            onFailed(e);
        }
    }

    private boolean takesMore() {
        return switch (phase) {
            case Phase.Closed() -> false;
            case Phase.Open(var session) when ended -> session.takesMore();
            case Phase.Open _,Phase.Connecting _,Phase.Arriving _ ->
                !transport.outbox().readingPaused();
        };
    }

    private void onPacket(FromClient packet) {
        switch (phase) {
            case Phase.Connecting() -> {
                if (packet instanceof Connect connect) {
                    onConnect(connect);
                } else {
                    throw new IllegalStateException("the decoder let something before CONNECT");
                }
            }
            case Phase.Arriving() -> throw new IllegalStateException(
                    "read while the session is not there");
            case Phase.Open(var session) -> session.onPacket(packet);
            case Phase.Closed() -> {
                // The rest of what came with the packet that ended it.
            }
        }
    }

    void onDrained() {
        if (phase instanceof Phase.Open(var session)) {
            session.onDrained();
        }
    }

    void onStalled() {
        LOGGER.log(System.Logger.Level.DEBUG, "an MQTT client takes nothing any more");
        close(true);
        transport.drop();
    }

    /// What came before the end counts, a DISCONNECT above all: also of a client that waits for no
    /// CONNACK (§3.1.4).
    void onClosed() {
        ended = true;
        gone = true;
        switch (phase) {
            case Phase.Open _ -> readRest();
            case Phase.Arriving _ -> {
                if (!decoder.holdsBytes()) {
                    close(true);
                }
            }
            case Phase.Connecting _,Phase.Closed _ -> close(true);
        }
    }

    /// The client has shut its side of the socket: what it has said is answered.
    void onInputEnded() {
        ended = true;
        switch (phase) {
            case Phase.Open _ -> readRest();
            case Phase.Connecting _ -> leave();
            case Phase.Arriving _,Phase.Closed _ -> {
                // What it said is read once the session is there, or its last answer is on its way.
            }
        }
    }

    private void readRest() {
        decode();
        restWaits = phase instanceof Phase.Open(var session) && !session.takesMore();
        if (restWaits) {
            return;
        }
        if (phase instanceof Phase.Open(var session) && !gone) {
            session.afterPublishes(this::leave);
        } else {
            close(true);
        }
    }

    /// The session may take more again.
    void resumeReading() {
        if (phase instanceof Phase.Open(var session) && !session.takesMore()) {
            return;
        }
        if (!ended) {
            transport.outbox().resumeReading();
        } else if (restWaits) {
            restWaits = false;
            transport.loop().execute(this::readRest);
        }
    }

    /// A bug in this conversation ends it, and nothing else.
    void onFailed(RuntimeException cause) {
        LOGGER.log(System.Logger.Level.ERROR, "an MQTT session failed", cause);
        end(ReasonCode.UNSPECIFIED_ERROR, "internal error");
    }

    // ---- connecting ----

    private void onConnect(Connect connect) {
        encoder = PacketEncoder.of(connect);
        transport.onIntroduced();
        if (connect.properties().authentication() != null) {
            refuse(ReasonCode.BAD_AUTHENTICATION_METHOD,
                    "no authentication method is configured here");
            return;
        }
        int clientIdBytes = connect.clientId().getBytes(StandardCharsets.UTF_8).length;
        if (clientIdBytes > CLIENT_ID_BYTES_MAX || connect.clientId().indexOf('\0') >= 0) {
            refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                    "a client identifier has at most %d bytes, not %d"
                            .formatted(CLIENT_ID_BYTES_MAX, clientIdBytes));
            return;
        }
        phase = new Phase.Arriving();
        transport.outbox().pauseReading();
        parts.authenticator().authenticate(credentialsOf(connect),
                verdict -> transport.loop().execute(() -> {
                    if (phase instanceof Phase.Arriving) {
                        onVerdict(connect, verdict);
                    }
                }));
    }

    /// A token may stand for a password: MQTT has no other place for one. Who says nothing is whom
    /// its certificate names.
    private Credentials credentialsOf(Connect connect) {
        byte[] password = connect.password();
        String user = connect.userName();
        String subject = transport.certificateSubject();
        if (subject != null && password == null && (user == null || user.isEmpty())) {
            return new Credentials.UserPassword("", "", connect.clientId(), subject);
        }
        if (password == null && user == null) {
            return Credentials.ANONYMOUS;
        }
        String secret = password == null ? "" : new String(password, StandardCharsets.UTF_8);
        boolean token = user == null || user.isEmpty() || TOKEN.matcher(secret).matches();
        return token && parts.authenticator().takesTokens()
                ? new Credentials.Token(secret)
                : new Credentials.UserPassword(user == null ? "" : user, secret,
                        connect.clientId(), subject);
    }

    private void onVerdict(Connect connect, Verdict verdict) {
        switch (verdict) {
            case Verdict.Accepted accepted -> visit(connect, accepted);
            case Verdict.Rejected(var why, var reason) -> refuse(why == Verdict.Why.MISSING
                    ? ReasonCode.NOT_AUTHORIZED
                    : ReasonCode.BAD_USER_NAME_OR_PASSWORD, reason);
            case Verdict.Unavailable(var reason) -> refuse(ReasonCode.SERVER_UNAVAILABLE, reason);
        }
    }

    private void visit(Connect connect, Verdict.Accepted accepted) {
        LoopServices services = services();
        boolean assigned = connect.clientId().isEmpty();
        String client = assigned ? newId(services.loop().random()) : connect.clientId();
        Identity identity = new Identity(services.users().hold(accepted.user()), client,
                accepted.about(), connect.clientId());
        WillReader.Read will = WillReader.read(connect, parts.settings(), services, identity);
        if (will.refusal() != null) {
            services.users().release(identity.user());
            refuse(MqttRefusals.reason(will.refusal()),
                    "the will: " + MqttRefusals.text(will.refusal()));
            return;
        }
        Visitor visitor = new Visitor(
                new Asked(connect, assigned, accepted.expiresAtMs()), identity);
        parts.tidings().homes().visit(new Visit(client, identity.user().id(), connect.cleanStart(),
                expiryMs(connect.properties().sessionExpirySeconds()), will.will(),
                transport.loop(), visitor));
    }

    /// As it is granted.
    long expiryMs(long askedSeconds) {
        long max = parts.settings().sessionExpiryMax().toMillis();
        return askedSeconds == ConnectProperties.NEVER
                ? max
                : Math.min(max, Duration.ofSeconds(askedSeconds).toMillis());
    }

    private static String newId(RandomGenerator random) {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    /// @param assigned whether its client identifier was made here
    /// @param credentialsExpireAtMs wall time; 0 for never
    private record Asked(Connect connect, boolean assigned, long credentialsExpireAtMs) {}

    /// The conversation as its home sees it.
    private final class Visitor implements Visit.Visitor {
        /// Until it is admitted.
        private @Nullable Asked asked;
        private final Identity identity;

        Visitor(Asked asked, Identity identity) {
            this.asked = asked;
            this.identity = identity;
        }

        @Override
        public void onAdmitted(@Nullable SessionRecord record) {
            Asked from = Objects.requireNonNull(asked);
            asked = null;
            OpenMqttSession session = new OpenMqttSession(MqttConversation.this, services(),
                    parts.settings(), identity, from.connect(), record, this);
            if (phase instanceof Phase.Closed) {
                session.leaveUnopened();
                return;
            }
            if (!parts.authenticator().stillAccepts(credentialsOf(from.connect()))) {
                session.leaveUnopened();
                refuse(ReasonCode.SERVER_UNAVAILABLE,
                        "the password was changed meanwhile: connect again");
                return;
            }
            phase = new Phase.Open(session);
            decoder.packetBytesMax(parts.settings().packetBytesMax());
            if (from.credentialsExpireAtMs() > 0) {
                expiry = new Expiry();
                expiry.setAt(from.credentialsExpireAtMs());
            }
            session.open(from.connect(), from.assigned());
        }

        @Override
        public void onRefused(Refusal why) {
            services().users().release(identity.user());
            if (!(phase instanceof Phase.Closed)) {
                refuse(MqttRefusals.reason(why), MqttRefusals.text(why));
            }
        }

        @Override
        public void onForeign() {
            services().users().release(identity.user());
            if (!(phase instanceof Phase.Closed)) {
                refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                        "the client identifier is another user's");
            }
        }

        /// Its client may have said goodbye before it came back to another loop: that is read first.
        @Override
        public void onTakenOver() {
            if (phase instanceof Phase.Open) {
                transport.loop().schedule(TAKE_OVER_MS, this::handOver);
            } else {
                handOver();
            }
        }

        /// Unless it ends by itself, when the rest has been read.
        private void handOver() {
            if (!(ended && phase instanceof Phase.Open)) {
                end(ReasonCode.SESSION_TAKEN_OVER,
                        "another connection is '" + identity.session() + "' now");
            }
        }
    }

    // ---- what its open session uses ----

    MqttTransport transport() {
        return transport;
    }

    Rendering rendering() {
        return parts.renderings().get(transport.loop().index());
    }

    private LoopServices services() {
        return parts.tidings().loops().get(transport.loop().index());
    }

    /// The session is there: its CONNACK is sent, and what came behind the CONNECT is read.
    void onOpened(Connack connack, int keepAliveSeconds) {
        if (!sent(connack)) {
            // Without it nothing else may be said (§3.2).
            refuse(ReasonCode.PACKET_TOO_LARGE, "CONNACK is larger than the client takes");
            return;
        }
        connackSent = true;
        if (ended) {
            readRest();
            return;
        }
        patience.keepAlive(keepAliveSeconds);
        transport.outbox().resumeReading();
    }

    /// Sends one packet, at once. A client that takes no packet that large would wait for it for
    /// ever, so its connection ends.
    void send(FromServer packet) {
        if (!sent(packet) && !(phase instanceof Phase.Closed)) {
            end(ReasonCode.PACKET_TOO_LARGE, "the answer is larger than the client takes");
        }
    }

    /// @return false if the client's version can't say it, or it takes no packet that large
    private boolean sent(FromServer packet) {
        PacketEncoder writer = encoder;
        if (writer == null || phase instanceof Phase.Closed) {
            return false;
        }
        ByteBuf out = transport.framing().open(ByteBufAllocator.DEFAULT, PACKET_BYTES);
        if (writer.encode(out, packet)) {
            transport.outbox().send(transport.framing().seal(out));
            return true;
        }
        out.release();
        return false;
    }

    /// The will of a CONNECT that is not accepted is not published (§3.1.2.5).
    private void refuse(ReasonCode reason, String why) {
        sent(Connack.refused(reason, Diagnostics.of(why)));
        close(false);
        transport.close();
    }

    /// Ends the conversation for a packet, once what was published before it is answered.
    void endInTurn(ReasonCode reason, String why) {
        if (phase instanceof Phase.Open(var session)) {
            session.afterPublishes(() -> end(reason, why));
        } else {
            end(reason, why);
        }
    }

    /// Ends the conversation, and says why where that can be said.
    void end(ReasonCode reason, String why) {
        switch (phase) {
            case Phase.Closed() -> {
                return;
            }
            case Phase.Connecting(),Phase.Arriving() -> {
                Version spoken = decoder.version();
                if (spoken != null) {
                    encoder = PacketEncoder.of(spoken);
                    sent(Connack.refused(reason, Diagnostics.of(why)));
                }
            }
            case Phase.Open _ -> sent(connackSent
                    ? Disconnect.of(reason, why)
                    : Connack.refused(reason.inConnack(), Diagnostics.of(why)));
        }
        close(connackSent);
        transport.close();
    }

    /// The client has said its last word, whatever it waits for.
    void onFarewell(boolean keepWill) {
        willKept = keepWill;
    }

    /// The client's last word is obeyed.
    void leave() {
        close(true);
        transport.close();
    }

    private void close(boolean keepWill) {
        Phase before = phase;
        if (before instanceof Phase.Closed) {
            return;
        }
        phase = CLOSED;
        transport.loop().wheel().cancel(patience);
        if (expiry != null) {
            expiry.cancel();
        }
        decoder.release();
        if (before instanceof Phase.Open(var session)) {
            session.close(keepWill && willKept);
        }
    }

    @OwnedBy(Owner.LOOP)
    private final class Expiry extends WallDeadline {
        Expiry() {
            super(transport.loop());
        }

        @Override
        protected void onReached() {
            end(ReasonCode.NOT_AUTHORIZED, "the credentials have expired");
        }
    }

    /// The one deadline of a conversation: its CONNECT, then that packets come. A large one may take
    /// longer than a keep-alive: its parts count, too, unless they are crumbs.
    @OwnedBy(Owner.LOOP)
    private final class Patience extends Deadline {
        private long heardNs;
        private long silenceMs;
        /// Bytes since something was heard that counts.
        private long crumbs;

        void onBytes(int bytes) {
            crumbs += bytes;
            if (crumbs >= PART_BYTES_MIN) {
                onHeard();
            }
        }

        void onHeard() {
            crumbs = 0;
            heardNs = transport.loop().monotonicNs();
        }

        /// One and a half times what was agreed (§3.1.2.10).
        void keepAlive(int seconds) {
            silenceMs = seconds * 1_500L;
            onHeard();
            if (silenceMs > 0) {
                transport.loop().wheel().set(this, silenceMs);
            } else {
                transport.loop().wheel().cancel(this);
            }
        }

        /// While the socket is not read, what the client sent may be waiting in it.
        @Override
        protected void onDue() {
            if (phase instanceof Phase.Connecting || phase instanceof Phase.Arriving) {
                close(true);
                transport.drop();
                return;
            }
            long since = Math.max(heardNs, transport.outbox().readSinceNs());
            long leftMs = silenceMs - (transport.loop().monotonicNs() - since) / 1_000_000;
            if (transport.outbox().readingPaused()) {
                transport.loop().wheel().set(this, silenceMs);
            } else if (leftMs > 0) {
                transport.loop().wheel().set(this, leftMs);
            } else {
                end(ReasonCode.KEEP_ALIVE_TIMEOUT, "nothing came in one and a half keep-alives");
            }
        }
    }
}

package tidings.gateway.centrifuge;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.core.identity.Credentials;
import tidings.core.identity.Identity;
import tidings.core.identity.Verdict;
import tidings.gateway.centrifuge.wire.Command;
import tidings.gateway.centrifuge.wire.ConnectRequest;
import tidings.gateway.centrifuge.wire.ConnectResult;
import tidings.gateway.centrifuge.wire.DecodeException;
import tidings.gateway.centrifuge.wire.EmptyCommand;
import tidings.gateway.centrifuge.wire.Encoder;
import tidings.gateway.net.Deadline;
import tidings.gateway.net.NettyLoop;
import tidings.gateway.net.WallDeadline;
import tidings.gateway.net.WebSocketConnection;
import tidings.gateway.net.WebSocketListener;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One Centrifuge conversation: from the handshake to the close, with its pings.
///
/// <pre>
///   Connecting ── connect ─► Authenticating ─► Open ── disconnect, close, broken ─► Closed
///        │                        └─ error ─► Refused ── anything more (3501) ──────────┤
///        └──── 10 s without a connect (3502), anything else first (3501) ───────────────┘
/// </pre>
///
/// While somebody finds out who this is the socket is not read; what came in one message with the
/// connect waits, in its order.
///
/// What a client asks once it is connected is [OpenSession]'s. Pings are never held back by
/// traffic: a client's watchdog listens for pings alone.
@OwnedBy(Owner.LOOP)
final class CentrifugeSession implements WebSocketListener {
    private static final System.Logger LOGGER = System
            .getLogger(CentrifugeSession.class.getName());
    private static final int REPLY_BYTES = 256;

    private sealed interface Phase {
        record Connecting() implements Phase {}

        /// @param waiting commands that came in one message with the connect
        /// @param messageBytes the length of that message
        record Authenticating(ConnectRequest request, List<Command> waiting, int messageBytes)
                implements
                    Phase {}

        record Open(OpenSession session) implements Phase {}

        /// The connect was answered with an error: the client is expected to close.
        record Refused() implements Phase {}

        record Closed() implements Phase {}
    }

    private static final Phase CONNECTING = new Phase.Connecting();
    private static final Phase REFUSED = new Phase.Refused();
    private static final Phase CLOSED = new Phase.Closed();

    private final Tidings tidings;
    private final Authenticator authenticator;
    private final CentrifugeSettings settings;
    private final Format format;
    private final Heartbeat heartbeat = new Heartbeat();

    private @Nullable WebSocketConnection connection;
    private Phase phase = CONNECTING;
    /// Null while its credentials don't expire.
    private @Nullable Expiry expiry;

    CentrifugeSession(Tidings tidings, Authenticator authenticator, CentrifugeSettings settings,
            Format format) {
        this.tidings = tidings;
        this.authenticator = authenticator;
        this.settings = settings;
        this.format = format;
    }

    // ---- what the connection says ----

    @Override
    public void onOpen(WebSocketConnection opened) {
        connection = opened;
        opened.loop().wheel().set(heartbeat, settings.connectTimeout().toMillis());
    }

    @Override
    public void onMessage(byte[] bytes, int length, boolean text) {
        List<Command> commands;
        try {
            commands = format.decoder().decode(bytes, length);
        } catch (DecodeException e) {
            disconnect(e.code(), CentrifugeDisconnect.BAD_REQUEST.text());
            return;
        }
        try {
            for (Command command : commands) {
                onCommand(command, length);
            }
        } catch (RuntimeException e) {
            onFailed(e);
        }
    }

    @Override
    public int heldBytes() {
        return switch (phase) {
            case Phase.Authenticating(_, _, var messageBytes) -> messageBytes;
            case Phase.Open(var session) -> session.heldBytes();
            case Phase.Connecting(),Phase.Refused(),Phase.Closed() -> 0;
        };
    }

    /// A bug in this conversation ends it, and nothing else.
    void onFailed(RuntimeException cause) {
        LOGGER.log(System.Logger.Level.ERROR, "a session failed", cause);
        disconnect(CentrifugeDisconnect.SERVER_ERROR);
    }

    /// @param messageBytes the length of the message that it came in
    private void onCommand(Command command, int messageBytes) {
        switch (phase) {
            case Phase.Connecting() -> {
                if (command instanceof ConnectRequest connect) {
                    onConnect(connect, messageBytes);
                } else {
                    disconnect(CentrifugeDisconnect.BAD_REQUEST);
                }
            }
            case Phase.Authenticating(_, var waiting, _) -> {
                if (command instanceof ConnectRequest) {
                    disconnect(CentrifugeDisconnect.BAD_REQUEST);
                } else {
                    waiting.add(command);
                }
            }
            case Phase.Refused() -> disconnect(CentrifugeDisconnect.BAD_REQUEST);
            case Phase.Open(var session) -> {
                switch (command) {
                    case EmptyCommand() -> heartbeat.onPong();
                    case ConnectRequest _ -> disconnect(CentrifugeDisconnect.BAD_REQUEST);
                    default -> session.onCommand(command, messageBytes);
                }
            }
            case Phase.Closed() -> {
                // The rest of a frame whose beginning ended the conversation.
            }
        }
    }

    /// While it is found out who that is, nothing more is read: it would have to be kept.
    private void onConnect(ConnectRequest request, int messageBytes) {
        Phase.Authenticating authenticating = new Phase.Authenticating(request,
                new ArrayList<>(0), messageBytes);
        phase = authenticating;
        authenticator.authenticate(request.token().isEmpty()
                ? Credentials.ANONYMOUS
                : new Credentials.Token(request.token()),
                verdict -> onLoop(() -> onVerdict(authenticating, verdict)));
        if (phase instanceof Phase.Authenticating) {
            connection().outbox().pauseReading();
        }
    }

    private void onVerdict(Phase.Authenticating authenticating, Verdict verdict) {
        if (!(phase instanceof Phase.Authenticating)) {
            return; // it is closed, or was told that it takes too long
        }
        long id = authenticating.request().id();
        switch (verdict) {
            case Verdict.Accepted accepted -> onAccepted(authenticating, accepted);
            case Verdict.Rejected(var why, var reason) -> {
                switch (why) {
                    case MISSING -> disconnect(CentrifugeDisconnect.PERMISSION_DENIED);
                    case WRONG -> disconnect(CentrifugeDisconnect.INVALID_TOKEN);
                    case EXPIRED -> refuse(id,
                            CentrifugeRefusals.ErrorReply.of(CentrifugeError.TOKEN_EXPIRED,
                                    reason));
                }
            }
            case Verdict.Unavailable(var reason) -> refuse(id,
                    CentrifugeRefusals.ErrorReply.of(CentrifugeError.INTERNAL, reason));
        }
    }

    private void onAccepted(Phase.Authenticating authenticating, Verdict.Accepted accepted) {
        connection().onIntroduced();
        LoopServices services = services();
        Identity identity = Identity.of(services.users().hold(accepted.user()),
                newId(services.loop().random()), accepted.about());
        OpenSession session = new OpenSession(this, services, settings, identity);
        phase = new Phase.Open(session);
        services.sessions().add(session);
        long ttl = expiresAt(accepted.expiresAtMs());
        int pingSeconds = (int) settings.pingInterval().toSeconds();
        send(out -> encoder().reply(out, authenticating.request().id(),
                new ConnectResult(identity.session(), settings.version(), ttl > 0, ttl, null,
                        Map.of(), pingSeconds, true, "", "", services.loop().wallMs())));
        heartbeat.begin();
        if (!accepted.channels().isEmpty()) {
            session.tokens().subscribeAll(accepted.channels(), authenticating.request().subs());
        }
        authenticating.waiting()
                .forEach(command -> onCommand(command, authenticating.messageBytes()));
        session.readOn();
    }

    /// The answer to a connect that may do later, or with another token. What waited behind it is
    /// not answered: the client ends the connection, and asks again on the next one.
    private void refuse(long id, CentrifugeRefusals.ErrorReply error) {
        send(out -> encoder().error(out, id, error.kind().code(), error.message(),
                error.temporary()));
        phase = REFUSED;
        connection().outbox().resumeReading();
        connection().loop().wheel().set(heartbeat, settings.connectTimeout().toMillis());
    }

    /// Notes until when the credentials are good.
    ///
    /// @param expiresAtMs wall time; 0 for always
    /// @return in seconds, as clients are told
    long expiresAt(long expiresAtMs) {
        if (expiry == null && expiresAtMs != 0) {
            expiry = new Expiry(connection().loop());
        }
        if (expiry != null) {
            expiry.setAt(expiresAtMs == 0 ? 0 : expiresAtMs + settings.expiryGrace().toMillis());
        }
        return Ttl.seconds(expiresAtMs, connection().loop().wallMs());
    }

    /// A session's name, a UUID of version 4. It is shown to others and opens nothing, so it need
    /// not be hard to guess; and a schedule of the simulation has the same ones each time.
    private static String newId(RandomGenerator random) {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    @Override
    public void onDrained() {
        if (phase instanceof Phase.Open(var session)) {
            session.onDrained();
        }
    }

    @Override
    public void onStalled() {
        disconnect(CentrifugeDisconnect.SLOW);
    }

    @Override
    public void onClosed(int code) {
        close();
    }

    // ---- what its open session uses ----

    WebSocketConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("not open yet");
        }
        return connection;
    }

    private LoopServices services() {
        return tidings.loops().get(connection().loop().index());
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /// Runs what belongs to this conversation on its loop; a bug in it ends the conversation.
    void onLoop(Runnable work) {
        NettyLoop loop = connection().loop();
        if (loop.inLoop()) {
            work.run();
        } else {
            loop.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    onFailed(e);
                }
            });
        }
    }

    Format format() {
        return format;
    }

    Encoder encoder() {
        return format.encoder();
    }

    /// Sends one message as one frame, at once.
    void send(Consumer<ByteBuf> write) {
        if (phase instanceof Phase.Closed) {
            return;
        }
        connection().outbox().send(format.frame(REPLY_BYTES, write));
    }

    void disconnect(CentrifugeDisconnect why) {
        disconnect(why.code(), why.text());
    }

    /// Ends the conversation with a close frame that says why; 3000 ends it without one.
    void disconnect(int code, String reason) {
        if (phase instanceof Phase.Closed) {
            return;
        }
        close();
        if (code == CentrifugeDisconnect.CONNECTION_CLOSED.code()) {
            connection().drop();
        } else {
            connection().close(code, reason);
        }
    }

    private void close() {
        Phase before = phase;
        phase = CLOSED;
        connection().loop().wheel().cancel(heartbeat);
        if (expiry != null) {
            expiry.cancel();
        }
        if (before instanceof Phase.Open(var session)) {
            session.close();
        }
    }

    /// When credentials that expired were not renewed.
    @OwnedBy(Owner.LOOP)
    private final class Expiry extends WallDeadline {
        Expiry(NettyLoop loop) {
            super(loop);
        }

        @Override
        protected void onReached() {
            disconnect(CentrifugeDisconnect.EXPIRED);
        }
    }

    /// The deadline of a conversation: the connect, then a ping, then its pong, and so on.
    @OwnedBy(Owner.LOOP)
    private final class Heartbeat extends Deadline {
        /// When the last ping was sent, on the loop's clock.
        private long pingedNs;
        private boolean pongDue;

        void begin() {
            long interval = settings.pingInterval().toMillis();
            long first = interval / 2
                    + connection().loop().random().nextLong(interval - interval / 2 + 1);
            connection().loop().wheel().set(this, first);
        }

        void onPong() {
            if (!pongDue) {
                disconnect(CentrifugeDisconnect.BAD_REQUEST);
                return;
            }
            pongDue = false;
            long passedMs = (connection().loop().monotonicNs() - pingedNs) / 1_000_000;
            connection().loop().wheel().set(this,
                    Math.max(0, settings.pingInterval().toMillis() - passedMs));
        }

        @Override
        protected void onDue() {
            switch (phase) {
                case Phase.Connecting() -> disconnect(CentrifugeDisconnect.STALE);
                case Phase.Authenticating(var request, _, _) -> refuse(request.id(),
                        CentrifugeRefusals.ErrorReply.of(CentrifugeError.INTERNAL,
                                "finding out who this is takes too long"));
                case Phase.Refused() -> disconnect(CentrifugeDisconnect.CONNECTION_CLOSED);
                case Phase.Open _ -> {
                    if (pongDue) {
                        onPongMissing();
                    } else {
                        ping();
                    }
                }
                case Phase.Closed() -> {
                }
            }
        }

        private void ping() {
            pongDue = true;
            pingedNs = connection().loop().monotonicNs();
            send(encoder()::ping);
            connection().loop().wheel().set(this, settings.pongTimeout().toMillis());
        }

        /// While the socket is not read the pong may be waiting in it: then the deadline stands
        /// still, and pings go on.
        private void onPongMissing() {
            long now = connection().loop().monotonicNs();
            long readNs = now - connection().outbox().readSinceNs();
            boolean heard = !connection().outbox().readingPaused()
                    && readNs >= settings.pongTimeout().toNanos();
            if (heard) {
                disconnect(CentrifugeDisconnect.NO_PONG);
            } else if (now - pingedNs >= settings.pingInterval().toNanos()) {
                pingedNs = now;
                send(encoder()::ping);
                connection().loop().wheel().set(this, settings.pongTimeout().toMillis());
            } else {
                connection().loop().wheel().set(this, settings.pongTimeout().toMillis());
            }
        }
    }
}

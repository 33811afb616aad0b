package tidings.gateway.centrifuge;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Consumer;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.Tidings;
import tidings.core.identity.Identity;
import tidings.gateway.centrifuge.wire.Command;
import tidings.gateway.centrifuge.wire.ConnectRequest;
import tidings.gateway.centrifuge.wire.ConnectResult;
import tidings.gateway.centrifuge.wire.DecodeException;
import tidings.gateway.centrifuge.wire.EmptyCommand;
import tidings.gateway.centrifuge.wire.Encoder;
import tidings.gateway.net.Deadline;
import tidings.gateway.net.WebSocketConnection;
import tidings.gateway.net.WebSocketListener;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One Centrifuge conversation: from the handshake to the close, with its pings.
///
/// <pre>
///   Connecting ── connect ─► Open ── disconnect, close, broken ─► Closed
///        └──── 10 s without a connect (3502), anything else first (3501) ──┘
/// </pre>
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

        record Open(OpenSession session) implements Phase {}

        record Closed() implements Phase {}
    }

    private static final Phase CONNECTING = new Phase.Connecting();
    private static final Phase CLOSED = new Phase.Closed();

    private final Tidings tidings;
    private final CentrifugeSettings settings;
    private final Format format;
    private final TokenNotice tokenNotice;
    private final Heartbeat heartbeat = new Heartbeat();

    private @Nullable WebSocketConnection connection;
    private Phase phase = CONNECTING;

    CentrifugeSession(Tidings tidings, CentrifugeSettings settings, Format format,
            TokenNotice tokenNotice) {
        this.tidings = tidings;
        this.settings = settings;
        this.format = format;
        this.tokenNotice = tokenNotice;
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
                onCommand(command);
            }
        } catch (RuntimeException e) {
            onFailed(e);
        }
    }

    /// A bug in this conversation ends it, and nothing else.
    void onFailed(RuntimeException cause) {
        LOGGER.log(System.Logger.Level.ERROR, "a session failed", cause);
        disconnect(CentrifugeDisconnect.SERVER_ERROR);
    }

    private void onCommand(Command command) {
        switch (phase) {
            case Phase.Connecting() -> {
                if (command instanceof ConnectRequest connect) {
                    onConnect(connect);
                } else {
                    disconnect(CentrifugeDisconnect.BAD_REQUEST);
                }
            }
            case Phase.Open(var session) -> {
                switch (command) {
                    case EmptyCommand() -> heartbeat.onPong();
                    case ConnectRequest _ -> disconnect(CentrifugeDisconnect.BAD_REQUEST);
                    default -> session.onCommand(command);
                }
            }
            case Phase.Closed() -> {
                // The rest of a frame whose beginning ended the conversation.
            }
        }
    }

    private void onConnect(ConnectRequest request) {
        if (!request.token().isEmpty()) {
            tokenNotice.onToken();
        }
        connection().onIntroduced();
        LoopServices services = services();
        Identity identity = new Identity(services.users().hold(""), newId(services.loop().random()),
                null);
        OpenSession session = new OpenSession(this, services, settings, identity);
        phase = new Phase.Open(session);
        services.sessions().add(session);
        int pingSeconds = (int) settings.pingInterval().toSeconds();
        send(out -> encoder().reply(out, request.id(),
                new ConnectResult(identity.session(), settings.version(), false, 0, null, Map.of(),
                        pingSeconds, true, "", "", services.loop().wallMs())));
        heartbeat.begin();
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
        if (before instanceof Phase.Open(var session)) {
            session.close();
        }
    }

    /// The one deadline of a conversation: the connect, then a ping, then its pong, and so on.
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

package tidings.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.core.session.SessionSelector;
import tidings.gateway.api.ApiDoor;
import tidings.gateway.centrifuge.CentrifugeDoor;
import tidings.gateway.http.HttpDoors;
import tidings.gateway.mqtt.MqttDoor;
import tidings.gateway.mqtt.MqttWebSocketDoor;
import tidings.gateway.net.ConnectionSettings;
import tidings.gateway.net.FileWatch;
import tidings.gateway.net.ListenException;
import tidings.gateway.net.Listener;
import tidings.gateway.net.Loops;
import tidings.gateway.net.OriginPolicy;
import tidings.gateway.net.ProxyProtocol;
import tidings.gateway.net.Router;
import tidings.gateway.net.TlsException;
import tidings.gateway.net.TlsKeys;
import tidings.log.FailStop;
import tidings.log.TimeSource;
import tidings.log.rocksdb.LogOpenException;
import tidings.log.rocksdb.RocksLog;
import tidings.server.config.HostPort;
import tidings.server.config.MqttConfig;
import tidings.server.config.ServerConfig;
import tidings.server.config.TlsConfig;
import tidings.server.identity.Identities;
import tidings.server.identity.IdentityException;
import tidings.server.metrics.AdminDoor;
import tidings.server.metrics.Metrics;
import tidings.server.metrics.ServerState;

/// A running server.
///
/// <pre>
///   start:  log ─► loops ─► core ─► public listener ─► admin listener
///   close:  not ready ─► accept no more ─► 3001 to all ─► settle and flush the log ─► loops
/// </pre>
public final class TidingsServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tidings");
    private static final int SHUTDOWN = 3001;
    /// They come back, and are let in if they know the new password.
    private static final int FORCE_RECONNECT = 3011;

    private final ServerConfig config;
    private final RocksLog log;
    private final Loops loops;
    private final Tidings tidings;
    private final Readiness readiness;
    private final Identities identities;
    private final Listener listener;
    private final Listener admin;
    private final Optional<Listener> mqtt;
    private final Optional<Listener> mqttTls;
    private final FileWatch tlsWatch = new FileWatch();
    private final AtomicBoolean closed = new AtomicBoolean();

    private TidingsServer(ServerConfig config, RocksLog log, Loops loops, FailStop failStop,
            Metrics metrics, Identities identities, Optional<TlsKeys> tlsKeys) {
        this.identities = identities;
        this.config = config;
        this.log = log;
        this.loops = loops;
        this.readiness = new Readiness(log);
        this.tidings = new Tidings(loops.all(), log, config.rules(), config.limits().shard(),
                config.limits().publishBudget(),
                config.limits().newChannels(), loopLimits(), failStop);
        metrics.watch(tidings, loops);
        identities.watch(user -> tidings.disconnect(new SessionSelector(user, null, Set.of()),
                FORCE_RECONNECT, "credentials changed"));
        // Who was here before is known before anybody comes.
        tidings.homes().restore().toCompletableFuture().join();
        List<Listener> open = new ArrayList<>();
        try {
            Optional<MqttDoor> door = config.mqtt()
                    .map(section -> new MqttDoor(tidings, authenticator(), section.settings()));
            this.mqtt = door
                    .map(there -> listen(config.mqtt().orElseThrow().listen(), there, null));
            mqtt.ifPresent(open::add);
            this.mqttTls = tlsKeys.map(keys -> listen(tls(config).orElseThrow().listen(),
                    door.orElseThrow(), keys));
            mqttTls.ifPresent(open::add);
            this.admin = listen(config.admin(), config.admin().isLoopback(),
                    AdminDoor.router(metrics), ProxyProtocol.NONE);
            open.add(admin);
            // Last: whoever asks it for its health finds all the others.
            this.listener = listen(config.listen(), config.isHereOnly(), publicDoors(),
                    new ProxyProtocol(config.proxies(), config.limits().http().requestTimeout()));
        } catch (ListenException e) {
            open.forEach(Listener::close);
            throw e;
        }
        ServerState.start(tidings, loops);
        tlsKeys.ifPresent(keys -> tlsWatch.start("task-tls-files", keys::reload));
    }

    private LoopLimits loopLimits() {
        ConnectionSettings share = config.limits().connections().share(loops.all().size());
        return new LoopLimits(share.subscriptionsMax(), share.readBytesMax(),
                share.readBytesMax(), config.limits().connections().keptBytesMax());
    }

    private static Optional<TlsConfig> tls(ServerConfig config) {
        return config.mqtt().flatMap(MqttConfig::tls);
    }

    private Listener listen(HostPort at, MqttDoor door, @Nullable TlsKeys tls) {
        MqttConfig section = config.mqtt().orElseThrow();
        return Listener.bytes(loops, at.host(), at.port(), door, config.limits().outbox(), tls,
                new ProxyProtocol(section.proxies(), section.settings().connectTimeout()));
    }

    /// Starts a server; when this returns it answers.
    ///
    /// @param failStop what to do when it can't go on
    /// @throws StartException with one line that says what to do
    public static TidingsServer start(ServerConfig config, FailStop failStop)
            throws StartException {
        Metrics metrics = new Metrics();
        Optional<TlsKeys> tlsKeys = tlsKeys(config);
        Identities identities;
        try {
            identities = Identities.open(config.identity(), TimeSource.SYSTEM);
        } catch (IdentityException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        RocksLog log;
        try {
            log = RocksLog.open(config.log(), TimeSource.SYSTEM, metrics.logMeter(), failStop);
        } catch (LogOpenException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        Loops loops;
        try {
            int count = config.loops() > 0
                    ? config.loops()
                    : Runtime.getRuntime().availableProcessors();
            loops = Loops.start(count, config.transport(), TimeSource.SYSTEM, failStop,
                    new SplittableRandom().nextLong(), config.limits().connections());
        } catch (IllegalStateException e) {
            log.close();
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        try {
            return new TidingsServer(config, log, loops, failStop, metrics, identities,
                    tlsKeys);
        } catch (ListenException | CompletionException e) {
            identities.close();
            log.close();
            loops.close();
            throw new StartException(e instanceof ListenException
                    ? String.valueOf(e.getMessage())
                    : "the MQTT sessions in the data directory can't be read: " + root(e), e);
        }
    }

    /// What a file of ours says of itself stands alone; anything else with its class.
    private static String root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof IOException ? String.valueOf(root.getMessage()) : root.toString();
    }

    private static Optional<TlsKeys> tlsKeys(ServerConfig config) throws StartException {
        TlsConfig tls = tls(config).orElse(null);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(TlsKeys.open(tls.settings(), MqttDoor.PROTOCOL));
        } catch (TlsException e) {
            throw new StartException("mqtt.tls: " + e.getMessage(), e);
        }
    }

    public ServerConfig config() {
        return config;
    }

    /// Where the public listener is, with the real ports.
    public List<InetSocketAddress> addresses() {
        return listener.addresses();
    }

    public List<InetSocketAddress> adminAddresses() {
        return admin.addresses();
    }

    /// Where MQTT is spoken over TCP; empty if it is not.
    public List<InetSocketAddress> mqttAddresses() {
        return mqtt.map(Listener::addresses).orElse(List.of());
    }

    /// Where MQTT is spoken over TLS; empty if it is not.
    public List<InetSocketAddress> mqttTlsAddresses() {
        return mqttTls.map(Listener::addresses).orElse(List.of());
    }

    /// How bytes are asked for, never `auto`.
    public String transport() {
        return loops.transport().name();
    }

    /// Stops in good order. Blocks: for sessions at most the grace time of the configuration, and
    /// as long as the disk takes to flush the log. Does nothing the second time.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        readiness.stop();
        listener.close();
        mqtt.ifPresent(Listener::close);
        mqttTls.ifPresent(Listener::close);
        tlsWatch.close();
        long deadlineNs = System.nanoTime() + config.grace().toNanos();
        await(deadlineNs, "ending the sessions", tidings.fromEveryLoop(services -> {
            services.sessions().disconnectAll(SHUTDOWN, "shutdown");
            return services.sessions().count();
        }));
        await(deadlineNs, "saving the sessions", tidings.homes().settled());
        // What was appended is settled here, and its answers are on their way to the loops.
        log.close();
        await(deadlineNs, "sending the last answers", tidings.fromEveryLoop(_ -> true));
        admin.close();
        identities.close();
        loops.close();
    }

    private static void await(long deadlineNs, String what, CompletionStage<?> work) {
        try {
            work.toCompletableFuture().get(Math.max(0, deadlineNs - System.nanoTime()),
                    TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, what + " took longer than shutdown-grace; going on without");
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, what + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Authenticator authenticator() {
        return config.asksWho() ? identities : Authenticator.everybody();
    }

    private Router publicDoors() {
        Router router = new Router();
        Authenticator authenticator = authenticator();
        HttpDoors.addTo(router, tidings, authenticator, config.limits().doors(), readiness);
        ApiDoor.addTo(router, tidings, config.limits().api(config.apiKeys(), openApi()));
        router.webSocket("/connection/websocket",
                new CentrifugeDoor(tidings, authenticator, config.limits().centrifuge()));
        config.mqtt().ifPresent(section -> router.webSocket("/mqtt",
                new MqttWebSocketDoor(tidings, authenticator, section.settings())));
        return router;
    }

    /// Without a key the API is for whoever is on this machine, or for all if that was asked for.
    private boolean openApi() {
        return config.isHereOnly() || config.insecure();
    }

    private Listener listen(HostPort at, boolean hereOnly, Router router, ProxyProtocol proxies) {
        OriginPolicy origins = hereOnly
                ? OriginPolicy.loopback(config.origins())
                : OriginPolicy.sameHostOr(config.origins());
        return Listener.http(loops, at.host(), at.port(), router, origins, config.limits().http(),
                config.limits().outbox(), proxies);
    }
}

package tidings.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.core.rule.Rules;
import tidings.gateway.net.Network;
import tidings.gateway.net.OriginPolicy;
import tidings.gateway.net.Transport;
import tidings.log.rocksdb.RocksLogConfig;
import tidings.server.identity.IdentitySettings;

/// Everything a server is set up with. [#read] lists every key at the top; each section is read by
/// its own class.
///
/// @param listen   the public listener
/// @param proxies  from where connections to it begin with a PROXY header
/// @param admin    the listener for operators
/// @param origins  web pages that may talk to us beside our own
/// @param apiKeys  what opens `/api`; without any it is open
/// @param identity how somebody can show who it is
/// @param insecure whether everybody is let in although others than this machine can reach us
/// @param mqtt     empty if MQTT is not spoken
/// @param log      the embedded engine, with the data directory
/// @param loops    event loops; 0 for one per core
/// @param grace    for connections to end and the log to be flushed when the server is stopped
public record ServerConfig(HostPort listen, List<Network> proxies, HostPort admin,
        Set<String> origins,
        List<String> apiKeys, IdentitySettings identity, boolean insecure,
        Optional<MqttConfig> mqtt, RocksLogConfig log,
        Rules rules,
        LimitSettings limits, LoggingSettings logging, int loops, Transport transport,
        Duration grace) {

    public static final HostPort DEFAULT_LISTEN = new HostPort("localhost", 8000);
    public static final HostPort DEFAULT_ADMIN = new HostPort("localhost", 8001);
    public static final Path DEFAULT_DATA = Path.of("tidings-data");

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
    private static final int LOOPS_MAX = 256;

    /// What a fresh server runs with, in a directory of its own.
    public static ServerConfig defaults(Path data) {
        return new ServerConfig(DEFAULT_LISTEN, List.of(), DEFAULT_ADMIN, Set.of(), List.of(),
                IdentitySettings.EVERYBODY, false, Optional.of(MqttConfig.DEFAULT),
                RocksLogConfig.defaults(data), Rules.DEFAULT,
                LimitSettings.DEFAULT,
                LoggingSettings.DEFAULT, 0, Transport.AUTO, DEFAULT_GRACE);
    }

    public ServerConfig withListen(HostPort listen, HostPort admin, HostPort mqttListen) {
        Optional<MqttConfig> there = mqtt.map(section -> section.withListen(mqttListen));
        return new ServerConfig(listen, proxies, admin, origins, apiKeys, identity, insecure, there,
                log,
                rules,
                limits,
                logging, loops, transport, grace);
    }

    /// Where MQTT is spoken, over TLS as well.
    public ServerConfig withMqttTls(TlsConfig tls) {
        Optional<MqttConfig> there = mqtt.map(section -> section.withTls(tls));
        return new ServerConfig(listen, proxies, admin, origins, apiKeys, identity, insecure, there,
                log,
                rules, limits,
                logging, loops, transport, grace);
    }

    public ServerConfig withApiKeys(List<String> apiKeys) {
        return new ServerConfig(listen, proxies, admin, origins, apiKeys, identity, insecure, mqtt,
                log,
                rules, limits,
                logging, loops, transport, grace);
    }

    public ServerConfig withIdentity(IdentitySettings identity) {
        return new ServerConfig(listen, proxies, admin, origins, apiKeys, identity, insecure, mqtt,
                log,
                rules,
                limits, logging, loops, transport, grace);
    }

    public ServerConfig withRules(Rules rules) {
        return new ServerConfig(listen, proxies, admin, origins, apiKeys, identity, insecure, mqtt,
                log,
                rules,
                limits, logging, loops, transport, grace);
    }

    public ServerConfig withLimits(LimitSettings limits) {
        return new ServerConfig(listen, proxies, admin, origins, apiKeys, identity, insecure, mqtt,
                log,
                rules,
                limits, logging, loops, transport, grace);
    }

    /// Whether only programs on this machine can reach the public listener. Behind a proxy that
    /// announces others it is not so, wherever it listens.
    public boolean isHereOnly() {
        return isHereOnly(listen, proxies);
    }

    private static boolean isHereOnly(HostPort listen, List<Network> proxies) {
        return listen.isLoopback() && proxies.isEmpty();
    }

    /// Whether there is any way to show who one is.
    public boolean asksWho() {
        return identity.configured() || asksForCertificates(mqtt);
    }

    private static boolean asksForCertificates(Optional<MqttConfig> mqtt) {
        return mqtt.flatMap(MqttConfig::tls).filter(TlsConfig::asksClients).isPresent();
    }

    static ServerConfig read(ConfigReader in, boolean acceptLoss,
            @Nullable Path nativeLibraryFolder) {
        HostPort listen = in.value("listen", Types.HOST_PORT, DEFAULT_LISTEN,
                "The public listener. localhost is both 127.0.0.1 and ::1.");
        List<Network> proxies = in.list("proxy-protocol", Types.NETWORK, List.of(), false,
                "Addresses or networks, as 10.0.0.0/8, of proxies whose connections must begin with a"
                        + " PROXY header of version 1 or 2; what it announces is the peer's address"
                        + " then. From anywhere else none is taken. With it the listener is not for"
                        + " this machine only, even on loopback.");
        HostPort admin = in.value("admin", Types.HOST_PORT, DEFAULT_ADMIN,
                "The listener for operators: /metrics. Keep it from the public: beyond this machine"
                        + " it is opened only if insecure is set.");
        List<String> origins = in.list("origins", Types.TEXT, List.of(), false,
                "Web pages that may talk to the server from a browser, beside those it serves"
                        + " itself, as https://example.com.");
        List<String> apiKeys = in.list("api-keys", Types.API_KEY, List.of(), true,
                "Keys that open /api. Without any, /api is open to whoever can reach it.");
        boolean insecure = in.value("insecure", Types.BOOL, false,
                "Let everybody in although others than this machine can connect. Without it, and"
                        + " without identity, the server starts on loopback only.");
        boolean hereOnly = isHereOnly(listen, proxies);
        IdentitySettings identity = in.section("identity", "How somebody can show who it is.",
                section -> IdentityReader.read(section, insecure || hereOnly));
        Path data = in.value("data", Types.PATH, DEFAULT_DATA,
                "The data directory; made if it is missing.");
        RocksLogConfig log = in.section("log", "The durable log behind channels.",
                section -> LogReader.read(section, data, acceptLoss, nativeLibraryFolder));
        Rules rules = RuleReader.read(in);
        LimitSettings limits = in.section("limits", "How much of everything there may be.",
                LimitSettings::read);
        Optional<MqttConfig> mqtt = MqttConfig.read(in, limits.names());
        LoggingSettings logging = in.section("logging",
                "What the server says about itself, on stderr.", LoggingSettings::read);
        int loops = in.value("loops", Types.INT, 0, "Event loops; 0 for one per core.");
        if (loops < 0 || loops > LOOPS_MAX) {
            in.reject("loops", "must be 0 to %d, not %d".formatted(LOOPS_MAX, loops));
        }
        Transport transport = in.value("transport", Types.oneOf(Transport.class), Transport.AUTO,
                "How the system is asked for bytes; auto takes the best that works here.");
        Duration grace = in.value("shutdown-grace", Types.DURATION, DEFAULT_GRACE,
                "For connections to end and the log to be flushed when the server is stopped.");
        if (!insecure && !hereOnly && !identity.configured()) {
            in.reject("listen", nobodyAsks(listen, "identity.passwords or identity.tokens"));
        }
        if (!insecure && !admin.isLoopback()) {
            in.reject("admin", ("%s can be reached from outside, and nothing asks who connects:"
                    + " keep it at localhost, or accept that with insecure: true (--insecure)")
                    .formatted(admin));
        }
        mqtt.ifPresent(section -> {
            if (!insecure && !section.isHereOnly(section.listen()) && !identity.configured()) {
                in.reject("mqtt",
                        nobodyAsks(section.listen(), "identity.passwords or identity.tokens"));
            }
            if (section.listen().overlaps(listen) || section.listen().overlaps(admin)) {
                in.reject("mqtt", "%s is taken already: give mqtt.listen another port"
                        .formatted(section.listen()));
            }
        });
        boolean certificates = asksForCertificates(mqtt);
        if ((insecure || hereOnly) && !identity.anonymous() && !identity.configured()
                && !certificates) {
            in.reject("identity", "nobody could connect: set identity.passwords, identity.tokens"
                    + " or mqtt.tls.client-ca, or let everybody in with anonymous: true");
        }
        mqtt.ifPresent(section -> section.tls().ifPresent(tls -> {
            if (!insecure && !section.isHereOnly(tls.listen()) && !identity.configured()
                    && !tls.asksClients()) {
                in.reject("mqtt", nobodyAsks(tls.listen(),
                        "mqtt.tls.client-ca, identity.passwords or identity.tokens"));
            }
            if (tls.listen().overlaps(listen) || tls.listen().overlaps(admin)
                    || tls.listen().overlaps(section.listen())) {
                in.reject("mqtt", "%s is taken already: give mqtt.tls.listen another port"
                        .formatted(tls.listen()));
            }
        }));
        if (listen.overlaps(admin)) {
            in.reject("admin", "%s is taken by listen (%s): give it another port".formatted(admin,
                    listen));
        }
        Set<String> allowed = new LinkedHashSet<>(origins);
        in.checked(() -> OriginPolicy.sameHostOr(allowed), OriginPolicy.sameHostOr(Set.of()));
        return new ServerConfig(listen, proxies, admin, allowed, apiKeys, identity, insecure, mqtt,
                log,
                rules, limits,
                logging, loops, transport, grace);
    }

    private static String nobodyAsks(HostPort at, String ways) {
        return ("%s can be reached from outside%s, and nothing asks who connects: set %s, %s, or"
                + " accept that with insecure: true (--insecure)").formatted(at,
                        at.isLoopback() ? " through proxies" : "", ways,
                        at.isLoopback() ? "take proxy-protocol out" : "listen at localhost");
    }
}

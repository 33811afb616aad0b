package tidings.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tidings.gateway.mqtt.MqttSettings;
import tidings.gateway.net.Network;
import tidings.log.NameLimits;

/// The `mqtt` section: where MQTT is spoken, and what a client may do.
///
/// @param listen  plain TCP
/// @param proxies from where connections begin with a PROXY header, over TCP and over TLS
/// @param tls     empty if MQTT is not spoken over TLS
public record MqttConfig(HostPort listen, List<Network> proxies, Optional<TlsConfig> tls,
        MqttSettings settings) {
    public static final HostPort DEFAULT_LISTEN = new HostPort("localhost", 1883);
    public static final MqttConfig DEFAULT = new MqttConfig(DEFAULT_LISTEN, List.of(),
            Optional.empty(), MqttSettings.DEFAULT);
    private static final HostPort DEFAULT_TLS_LISTEN = new HostPort("localhost", 8883);

    static Optional<MqttConfig> read(ConfigReader in, NameLimits names) {
        return in.sectionOrNone("mqtt",
                "MQTT 3.1.1 and 5.0; none for no MQTT. Over WebSocket it is at /mqtt of the public"
                        + " listener.",
                section -> section(section, names));
    }

    private static MqttConfig section(ConfigReader in, NameLimits names) {
        MqttSettings byDefault = MqttSettings.DEFAULT;
        HostPort listen = in.value("listen", Types.HOST_PORT, DEFAULT_LISTEN,
                "Plain MQTT over TCP.");
        List<Network> proxies = in.list("proxy-protocol", Types.NETWORK, List.of(), false,
                "As proxy-protocol, for MQTT over TCP and over TLS (before TLS begins).");
        Optional<TlsConfig> tls = in.section("tls", "MQTT over TLS.",
                section -> TlsConfig.read(section, DEFAULT_TLS_LISTEN));
        Duration connect = in.value("connect-timeout", Types.DURATION, byDefault.connectTimeout(),
                "For a CONNECT to come.");
        Duration keepAlive = in.value("keep-alive-max", Types.DURATION, byDefault.keepAliveMax(),
                "A client of MQTT 5.0 that asks for a longer keep-alive, or for none, is told this;"
                        + " 0s for no maximum.");
        int receive = in.value("receive-maximum", Types.INT, byDefault.receiveMax(),
                "Publishes of QoS 1 and 2 that a client may have unanswered.");
        int packet = in.value("packet-bytes", Types.SMALL_BYTES, byDefault.packetBytesMax(),
                "The largest packet that is taken. What a message may have, its rule says.");
        int aliases = in.value("topic-aliases", Types.INT, byDefault.topicAliasMax(),
                "Topic aliases that a client may use.");
        Duration expiry = in.value("session-expiry-max", Types.DURATION,
                byDefault.sessionExpiryMax(),
                "Sessions are kept no longer without a connection; at most 31d.");
        int filters = in.value("filters", Types.INT, byDefault.filtersMax(),
                "Topic filters that one session may have.");
        return new MqttConfig(listen, proxies, tls,
                in.checked(() -> new MqttSettings(connect, keepAlive, receive,
                        packet, aliases, expiry, filters, names), byDefault));
    }

    /// Whether only programs on this machine can reach one of its listeners.
    boolean isHereOnly(HostPort at) {
        return at.isLoopback() && proxies.isEmpty();
    }

    MqttConfig withListen(HostPort other) {
        return new MqttConfig(other, proxies, tls, settings);
    }

    MqttConfig withTls(TlsConfig other) {
        return new MqttConfig(listen, proxies, Optional.of(other), settings);
    }
}

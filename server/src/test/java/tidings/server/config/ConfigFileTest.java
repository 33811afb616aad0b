package tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.OwnerPattern;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Slow;
import tidings.core.rule.Who;
import tidings.gateway.net.Network;
import tidings.log.ChannelName;
import tidings.log.LogRetention;
import tidings.log.NameLimits;
import tidings.log.rocksdb.Sync;
import tidings.server.identity.IdentitySettings;
import tidings.server.identity.TokenSettings;

class ConfigFileTest {
    private static final String FULL = """
            listen: 127.0.0.1:9000
            admin: "[::1]:9001"
            origins: [https://example.com]
            api-keys: [one, two]
            data: /var/lib/tidings
            log: {sync: interval, sync-interval: 250ms, total-bytes: 20GiB, memtables: 64MiB}
            channels:
              - match: 'ticks:**'
                log: none
                presence: false
                slow: latest
                message-bytes: 1KiB
                publishes-per-second: 20
                allow: {publish: nobody}
              - match: '**'
                log: {entries: 100, age: forever}
                join-leave: always
                recovery: cache
            limits: {outbox: {bytes: 256KiB}, name-bytes: 100, centrifuge: {subscriptions: 7}}
            logging: {format: json, level: debug}
            shutdown-grace: 3s
            """;

    @Test
    void everySectionReachesThePartThatUsesIt() throws ConfigException {
        ServerConfig config = TestConfig.read(FULL, Map.of()).config();
        assertThat(config.listen()).isEqualTo(new HostPort("127.0.0.1", 9000));
        assertThat(config.admin()).isEqualTo(new HostPort("::1", 9001));
        assertThat(config.origins()).containsExactly("https://example.com");
        assertThat(config.apiKeys()).containsExactly("one", "two");
        assertThat(config.log().directory()).isEqualTo(Path.of("/var/lib/tidings"));
        assertThat(config.log().sync()).isEqualTo(new Sync.Interval(Duration.ofMillis(250)));
        assertThat(config.log().storeBytesMax()).isEqualTo(20L << 30);
        assertThat(config.log().minFreeBytes()).isEqualTo((64L + 256) << 20);
        assertThat(config.limits().outbox().highBytes()).isEqualTo(256 * 1024);
        assertThat(config.limits().centrifuge().subscriptionsMax()).isEqualTo(7);
        assertThat(config.limits().centrifuge().names().bytesMax()).isEqualTo(100);
        assertThat(config.limits().doors().names().bytesMax()).isEqualTo(100);
        assertThat(config.logging()).isEqualTo(new LoggingSettings(LoggingSettings.Format.JSON,
                LoggingSettings.Level.DEBUG));
        assertThat(config.grace()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void identityReachesTheSettingsAndItsSecretIsNotShown() throws ConfigException {
        ConfigFile file = TestConfig.read("""
                listen: 0.0.0.0:8000
                identity:
                  passwords: users
                  tokens: {hmac-secret: hush-hush, public-key: key.pem, jwks: "https://x/y",
                           audience: us, issuer: them}
                channels:
                  - match: "devices/**"
                    allow: {publish: owners, subscribe: authenticated,
                            owners: ["devices/%c/**", "users/%u"]}
                """, Map.of());
        assertThat(file.config().identity()).isEqualTo(new IdentitySettings(false,
                Path.of("users"),
                new TokenSettings("hush-hush", Path.of("key.pem"), "https://x/y", "us", "them")));
        assertThat(rule(file.config(), "devices/a").rights()).isEqualTo(new Rights(
                Who.AUTHENTICATED, Who.OWNERS, Who.EVERYBODY, Who.EVERYBODY,
                List.of(new OwnerPattern("devices/%c/**"), new OwnerPattern("users/%u"))));
        assertThat(ConfigText.effective(file.rows())).doesNotContain("hush-hush");
        assertThat(file.config().identity().toString()).doesNotContain("hush-hush");
    }

    @Test
    void anonymousSessionsAreLetInByDefaultAtLoopbackOnly() throws ConfigException {
        String tokens = "identity: {tokens: {hmac-secret: s}}\n";
        assertThat(TestConfig.read(tokens, Map.of()).config().identity().anonymous()).isTrue();
        assertThat(TestConfig.read(tokens + "listen: 0.0.0.0:8000\n", Map.of()).config()
                .identity().anonymous()).isFalse();
        assertThat(TestConfig.read(tokens + "listen: 0.0.0.0:8000\ninsecure: true\n", Map.of())
                .config().identity().anonymous()).isTrue();
    }

    @Test
    void rulesKeepTheirOrderAndWhatTheySay() throws ConfigException {
        ServerConfig config = TestConfig.read(FULL, Map.of()).config();
        Rule ticks = rule(config, "ticks:eu");
        assertThat(ticks.logged()).isFalse();
        assertThat(ticks.joinLeave()).isEqualTo(JoinLeave.OFF);
        assertThat(ticks.slow()).isEqualTo(Slow.LATEST);
        assertThat(ticks.rights().publish()).isEqualTo(Who.NOBODY);
        assertThat(ticks.limits().messageBytesMax()).isEqualTo(1024);
        assertThat(ticks.limits().publishesPerSecond()).isEqualTo(20);
        Rule other = rule(config, "chat");
        assertThat(other.log())
                .isEqualTo(new LogRetention(100, LogRetention.FOR_EVER, Long.MAX_VALUE));
        assertThat(other.joinLeave()).isEqualTo(JoinLeave.ALWAYS);
        assertThat(other.recovery()).isEqualTo(Recovery.CACHE);
    }

    private static Rule rule(ServerConfig config, String channel) {
        Optional<Rule> rule = config.rules().of(ChannelName.of(channel, NameLimits.DEFAULT));
        return rule.orElseThrow();
    }

    @Test
    void flagsGoBeforeVariablesAndVariablesBeforeTheFile() throws ConfigException {
        Map<String, String> environment = Map.of("TIDINGS_LISTEN", "localhost:1", "TIDINGS_ADMIN",
                "localhost:2", "TIDINGS_LOG_MIN_FREE", "1GiB", "TIDINGS_API_KEYS", "a, b",
                "TIDINGS_CHANNELS", "[{match: 'only', log: none}]");
        ServerConfig config = TestConfig.read("listen: localhost:9\nadmin: localhost:9\n",
                new Overrides(environment).flag("--listen", "listen", "localhost:3")).config();
        assertThat(config.listen().port()).isEqualTo(3);
        assertThat(config.admin().port()).isEqualTo(2);
        assertThat(config.log().minFreeBytes()).isEqualTo(1L << 30);
        assertThat(config.apiKeys()).containsExactly("a", "b");
        assertThat(config.rules().rules()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-keys: ['']", "api-keys: [k, ' ']", "api-keys: ''", "api-keys:"})
    void anEmptyApiKeyIsAProblem(String yaml) {
        assertThat(TestConfig.problems("loops: 1\n" + yaml + "\n")).singleElement().asString()
                .startsWith("2: api-keys: a key must not be empty");
    }

    @Test
    void aVariableThatWasLeftEmptyDoesNotOpenTheApi() {
        assertThatThrownBy(() -> TestConfig.read("", Map.of("TIDINGS_API_KEYS", "")))
                .hasMessageContaining("TIDINGS_API_KEYS: api-keys: a key must not be empty");
    }

    @Test
    void aVariableThatIsNearlyASettingIsRemarked() throws ConfigException {
        ConfigFile file = TestConfig.read("", Map.of("TIDINGS_LISTN", "x", "TIDINGS_JAVA_OPTS",
                "-Xmx1g", "TIDINGS_SERVICE_PORT_HTTP", "80"));
        assertThat(file.remarks()).singleElement().asString()
                .contains("TIDINGS_LISTN", "TIDINGS_LISTEN");
    }

    @Test
    void allProblemsAreInOneReportWithTheirLines() {
        assertThat(TestConfig.problems("""
                lisen: localhost:1
                admin: nowhere
                log:
                  sync: sometimes
                  min-fre: 1GiB
                channels:
                  - match: 'a'
                    log: {age: 3 weeks}
                  - log: none
                    recovery: cache
                logging: loud
                """)).containsExactly("1: unknown key lisen: did you mean listen?",
                "2: admin: 'nowhere' is not host:port: write localhost:8000, 0.0.0.0:8000 or [::1]:8000",
                "4: log.sync: 'sometimes' is not one of: always, interval, os",
                "5: unknown key log.min-fre: did you mean min-free?",
                "8: channels[0].log.age: '3 weeks' is not a duration: write a number and a unit,"
                        + " as 500ms, 30s, 5m, 12h, 7d",
                "9: channels[1] needs the key match",
                "9: channels[1]: recovery: cache needs a log; log: none has none",
                "11: logging must be a group of keys, not a value");
    }

    @Test
    void aKeyThatIsSetTwiceIsOneProblemAmongAll() {
        assertThat(TestConfig.problems("""
                listen: localhost:1
                loops: 1000
                listen: localhost:2
                limits: {outbox: {bytes: 1KiB, resume-bytes: 2KiB}}
                """)).containsExactly("2: loops: must be 0 to 256, not 1000",
                "3: listen is set twice, first in line 1: keep one",
                "4: limits.outbox: resume-bytes must be at least 1 and at most bytes (1024), not"
                        + " 2048");
    }

    @ParameterizedTest
    @CsvSource({"localhost:9, localhost:9", "localhost:9, LOCALHOST:9", "localhost:9, 127.0.0.1:9",
            "'[::1]:9', localhost:9", "127.0.0.1:9, 0.0.0.0:9", "'[::]:9', 127.0.0.1:9"})
    void listenAndAdminAreTwoPlaces(String listen, String admin) {
        assertThat(TestConfig.problems("listen: \"%s\"\nadmin: \"%s\"\ninsecure: true\n"
                .formatted(listen, admin))).singleElement().asString()
                .contains("2: admin", "is taken by listen");
    }

    @Test
    void listenAndAdminMayDifferInOneThing() {
        assertThat(TestConfig.problems("listen: localhost:9\nadmin: localhost:8\n")).isEmpty();
        assertThat(TestConfig.problems("listen: 127.0.0.1:9\nadmin: 127.0.0.2:9\n")).isEmpty();
        assertThat(TestConfig.problems("listen: localhost:0\nadmin: localhost:0\n")).isEmpty();
        assertThat(TestConfig.problems("listen: localhost:8001\n")).singleElement().asString()
                .contains("is taken by listen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limits: {waiting: 0}", "limits: {idle-channels: -1}",
            "limits: {event-stream-keep-alive: 0ms}", "limits: {page-bytes: 0}",
            "limits: {centrifuge: {subscriptions: -1}}", "limits: {centrifuge: {unanswered: 0}}",
            "limits: {centrifuge: {history-entries: 0}}", "shutdown-grace: 999999999999999h",
            "limits: {centrifuge: {connect-timeout: 0s}}", "log: {channel-age: 999999999999999d}"})
    void whatCannotWorkIsAProblem(String yaml) {
        assertThat(TestConfig.problems(yaml)).singleElement().asString().startsWith("1: ");
    }

    @Test
    void whatIsNoYamlIsSaidWithItsLine() {
        assertThat(TestConfig.problems("listen: [\n")).singleElement().asString()
                .contains("not YAML");
        assertThat(TestConfig.problems("a: b\n a: c\n")).isNotEmpty();
        assertThat(TestConfig.problems("listen: localhost:1\nlisten: localhost:2\n"))
                .singleElement().asString().startsWith("2: ").contains("twice");
        assertThat(TestConfig.problems("- a\n- b\n")).singleElement().asString()
                .contains("a group of keys");
    }

    @Test
    void anEmptyFileSaysNothing() throws ConfigException {
        assertThat(TestConfig.read("", Map.of()).config())
                .isEqualTo(ServerConfig.defaults(ServerConfig.DEFAULT_DATA));
        assertThat(TestConfig.read("# nothing\n", Map.of()).config())
                .isEqualTo(ServerConfig.defaults(ServerConfig.DEFAULT_DATA));
    }

    @Test
    void mqttOverTlsNeedsAllOfItsFilesAndAPlaceOfItsOwn() {
        String files = "certificate: c, key: k";
        assertThat(TestConfig.problems("mqtt: {tls: {" + files + "}}\n")).isEmpty();
        assertThat(TestConfig.problems("mqtt: {tls: {certificate: c}}\n")).singleElement()
                .asString().contains("mqtt.tls.certificate", "needs the key");
        assertThat(TestConfig.problems("mqtt: {tls: {client-ca: c}}\n")).singleElement()
                .asString().contains("mqtt.tls.client-ca", "without a certificate");
        assertThat(TestConfig.problems(
                "mqtt: {tls: {listen: localhost:1883, " + files + "}}\n")).singleElement()
                .asString().contains("taken already", "mqtt.tls.listen");
    }

    @Test
    void certificatesOfClientsAreAnIdentity() {
        String tls = "mqtt: {tls: {listen: '0.0.0.0:8883', certificate: c, key: k%s}}\n";
        assertThat(TestConfig.problems(tls.formatted(""))).singleElement().asString()
                .contains("0.0.0.0:8883", "mqtt.tls.client-ca");
        assertThat(TestConfig.problems(tls.formatted(", client-ca: ca"))).isEmpty();
        assertThat(TestConfig.problems(
                "identity: {anonymous: false}\n" + tls.formatted(", client-ca: ca"))).isEmpty();
    }

    @Test
    void boundElsewhereWithoutIdentityItIsRefusedUnlessAskedFor() throws ConfigException {
        assertThat(TestConfig.problems("listen: 0.0.0.0:8000\n")).singleElement().asString()
                .contains("--insecure");
        assertThat(TestConfig.problems("listen: 0.0.0.0:8000\ninsecure: true\n")).isEmpty();
        assertThat(TestConfig.problems("admin: 0.0.0.0:8001\n")).singleElement().asString()
                .contains("admin", "--insecure");
        assertThat(TestConfig.problems("admin: 0.0.0.0:8001\ninsecure: true\n")).isEmpty();
        assertThat(TestConfig.problems(
                "listen: 0.0.0.0:8000\nidentity: {anonymous: true}\n")).singleElement()
                .asString().contains("listen");
        assertThat(TestConfig.problems(
                "listen: 0.0.0.0:8000\nidentity: {passwords: users}\n")).isEmpty();
        assertThat(TestConfig.problems("identity: {anonymous: false}\n")).singleElement()
                .asString().contains("nobody could connect");
        assertThat(TestConfig.problems("listen: 127.3.2.1:8000\n")).isEmpty();
        assertThat(TestConfig.problems("listen: localhost.example.com:8000\n")).isNotEmpty();
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        try {
            ConfigFile.load(Path.of("no-such-file.yaml"), Overrides.NONE, false, null);
        } catch (ConfigException e) {
            assertThat(e).hasMessageContaining("no such file").hasMessageContaining("config init");
            return;
        }
        throw new AssertionError("it was loaded");
    }

    @Test
    void secretsAreNotShown() throws ConfigException {
        ConfigFile file = TestConfig.read("api-keys: [hush]\n", Map.of());
        assertThat(ConfigText.effective(file.rows())).doesNotContain("hush").contains("(hidden)");
        assertThat(ConfigText.values(file.rows()).toString()).doesNotContain("hush");
    }

    @Test
    void proxiesAreNetworksOfTheListenersTheySpeakTo() throws ConfigException {
        ServerConfig config = TestConfig.read("""
                proxy-protocol: [10.0.0.0/8, 'fd00::/8']
                insecure: true
                mqtt: {proxy-protocol: 192.168.4.7}
                """, Map.of()).config();
        assertThat(config.proxies()).containsExactly(Network.parse("10.0.0.0/8"),
                Network.parse("fd00::/8"));
        assertThat(config.mqtt().orElseThrow().proxies())
                .containsExactly(Network.parse("192.168.4.7"));
        assertThat(TestConfig.problems("insecure: true\nproxy-protocol: [10.0.0.1/8]"))
                .singleElement().asString().startsWith("2: proxy-protocol: '10.0.0.1/8' is no");
    }

    /// Who announces others lets others in.
    @Test
    void behindAProxyLoopbackIsNotThisMachineOnly() throws ConfigException {
        assertThat(TestConfig.problems("proxy-protocol: [127.0.0.1]")).singleElement().asString()
                .contains("localhost:8000 can be reached from outside through proxies",
                        "take proxy-protocol out");
        assertThat(TestConfig.problems("mqtt: {proxy-protocol: [127.0.0.1]}")).singleElement()
                .asString().contains("localhost:1883 can be reached from outside through proxies");
        assertThat(TestConfig.read("", Map.of()).config().isHereOnly()).isTrue();
        assertThat(TestConfig.read("{proxy-protocol: [127.0.0.1], insecure: true}", Map.of())
                .config().isHereOnly()).isFalse();
    }
}

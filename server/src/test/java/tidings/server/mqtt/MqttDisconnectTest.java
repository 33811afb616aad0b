package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// The end of a connection, §3.14 and §4.13.
class MqttDisconnectTest {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    @InBothVersions
    @Statement(v3 = {"3.14.4-1", "3.14.4-2"}, v5 = {"3.14.4-1", "3.14.4-2"})
    void whatFollowsADisconnectIsNotReadAndTheConnectionIsClosed(Version version) {
        byte[] none = version == Version.V5 ? properties() : bytes();
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "farewell-watch");
                MqttClient client = MqttClient.connected(SERVER, version, "farewell")) {
            watcher.subscribe("farewell", 1);
            client.send(packet(0xe0), packet(0x30, "farewell", none, 'x'));
            assertThat(client.closed()).isEqualTo(-1);
            watcher.publish(1, "farewell", "nothing before this");
            assertThat(watcher.received().payload()).isEqualTo("nothing before this");
        }
    }

    /// A client need not wait for CONNACK (§3.1.4), nor for the end.
    @InBothVersions
    @Statement(v3 = "3.14.4-3", v5 = "3.14.4-3")
    void whatASenderSaysInOneBreathIsHeard(Version version) {
        byte[] none = version == Version.V5 ? properties() : bytes();
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "breath-watch")) {
            watcher.subscribe("breath", 1);
            for (int i = 0; i < 20; i++) {
                MqttClient sender = MqttClient.open(SERVER, version);
                sender.send(bytes(Connecting.clean(version, "breath-" + i)
                        .will("breath", "a will", 1, false).packetBytes(),
                        packet(0x30, "breath", none, 'x'), packet(0xe0)));
                sender.drop();
                assertThat(watcher.received().payload()).isEqualTo("x");
            }
            assertNoWillCame(watcher, "breath");
        }
    }

    /// [MqttClient#closed] takes nothing between a DISCONNECT and the end.
    @Test
    @Statement(v5 = {"3.14.4-1", "3.14.4-2", "3.14.2-1", "3.14.2-2", "4.13.2-1"})
    void aServersDisconnectIsItsLastWord() {
        Connecting how = Connecting.durable(Version.V5, "last-word");
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("last/word", 0);
            byte[] publish = packet(0x30, "last/word", properties(), 'x');
            client.send(packet(0xf0, 0x19, properties(0x15, "m")), publish, publish);
            FromServer.Disconnect last = client.expect(FromServer.Disconnect.class);
            assertThat(last.reason()).isEqualTo(0x82);
            assertThat(last.properties().has(0x11)).isFalse();
            assertThat(client.next()).isEqualTo(new FromServer.Closed());
        }
    }

    @Test
    @Statement(v5 = {"3.14.2-1", "4.13.1-1"})
    void reasonsThatAreAServersAloneEndTheConnection() {
        for (int reason : List.of(0x01, 0x8b, 0x8e, 0x8d, 0xff)) {
            try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "reasons")) {
                client.send(packet(0xe0, reason));
                assertThat(client.closed()).isIn(0x81, 0x82);
            }
        }
    }

    @Test
    @Statement(v5 = "4.13.1-1")
    void anExpiryCannotBeAskedForAtTheEndThatWasNoneAtTheBeginning() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "late-expiry")) {
            client.disconnectFor(0, 100);
            assertThat(client.closed()).isEqualTo(0x82);
        }
        Connecting none = Connecting.clean(Version.V5, "late-expiry").with(0x11, four(0));
        try (MqttClient client = MqttClient.connected(SERVER, none)) {
            client.disconnectFor(0, 0);
            assertThat(client.closed()).isEqualTo(-1);
        }
    }

    /// What was acknowledged before an orderly stop is on disk after it.
    @InBothVersions
    @Statement(v3 = {"4.1.0-1", "4.3.2-1"}, v5 = {"3.1.2-23", "4.1.0-1", "4.3.2-3", "3.14.2-1"})
    void aStopOfTheServerSavesWhatSessionsAcknowledged(Version version) throws Exception {
        Connecting how = Connecting.durable(version, "stopped-" + version);
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("stopped", 1);
            client.publish(1, "stopped", "acknowledged");
            assertThat(client.received().payload()).isEqualTo("acknowledged");
            client.publish(1, "stopped", "not acknowledged");
            FromServer.Publish last = client.expect(FromServer.Publish.class);
            assertThat(last.payload()).isEqualTo("not acknowledged");
            SERVER.restart();
            client.closedFor(0x8b);
        }
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            FromServer.Publish first = again.received();
            assertThat(first.payload()).isEqualTo("not acknowledged");
            assertThat(first.duplicate()).isTrue();
        }
    }

    /// More than is taken at once.
    @InBothVersions
    @Statement(v3 = "3.14.4-3", v5 = "3.14.4-3")
    void whatASenderSaysBeforeItIsGoneIsHeardThoughItIsMuch(Version version) {
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "gone-watch")) {
            watcher.subscribe("gone", 1);
            byte[] none = watcher.only5();
            byte[] much = packet(0x30, "much", none, new byte[5_000]);
            for (int i = 0; i < 5; i++) {
                MqttClient sender = MqttClient.open(SERVER, version);
                sender.connect(Connecting.clean(version, "gone-" + i).will("gone", "a will", 1,
                        false));
                for (int n = 0; n < 400; n++) {
                    sender.send(much);
                }
                sender.send(packet(0x30, "gone", none, "bye".getBytes(US_ASCII)), packet(0xe0));
                sender.drop();
                assertThat(watcher.received().payload()).isEqualTo("bye");
            }
            assertNoWillCame(watcher, "gone");
        }
    }

    /// A client that says goodbye and comes back at once, to another loop perhaps, had said goodbye.
    @InBothVersions
    @Statement(v3 = "3.14.4-3", v5 = "3.14.4-3")
    void whoComesBackAtOnceHadSaidGoodbye(Version version) {
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "back-watch")) {
            watcher.subscribe("back", 1);
            byte[] none = watcher.only5();
            byte[] flood = packet(0x30, "flood", none, new byte[1_000]);
            for (int i = 0; i < 300; i++) {
                MqttClient sender = MqttClient.connected(SERVER, Connecting.durable(version, "back")
                        .will("back", "a will", 1, false));
                for (int n = 0; n < 20; n++) {
                    sender.send(flood);
                }
                sender.send(packet(0xe0));
                sender.drop();
            }
            assertNoWillCame(watcher, "back");
        }
    }

    private static void assertNoWillCame(MqttClient watcher, String topic) {
        watcher.publish(1, topic, "no will before this");
        assertThat(watcher.received().payload()).isEqualTo("no will before this");
    }
}

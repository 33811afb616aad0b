package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.string;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// Wills, §3.1.2.5 and §3.1.3.2.
class MqttWillTest {
    private static final int DELAY = 0x18;

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static MqttClient watcher(Version version, String filter) {
        MqttClient watcher = MqttClient.connected(SERVER, version, "will-watch");
        watcher.subscribe(filter, 2);
        return watcher;
    }

    /// Nothing else came before this.
    private static void nothing(MqttClient watcher, String topic) {
        watcher.publish(1, topic, "nothing before this");
        assertThat(watcher.received().payload()).isEqualTo("nothing before this");
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-8", "3.1.2-16"}, v5 = {"3.1.2-7", "3.1.2-8", "3.1.2-14"})
    @Defect(7)
    void aWillIsPublishedOnceWhenItsConnectionBreaks(Version version) {
        try (MqttClient watcher = watcher(version, "will/broken")) {
            for (int qos = 0; qos <= 2; qos++) {
                MqttClient.connected(SERVER, Connecting.clean(version, "breaks").will("will/broken",
                        "gone " + qos, qos, false)).drop();
                FromServer.Publish will = watcher.received();
                assertThat(will.payload()).isEqualTo("gone " + qos);
                assertThat(will.qos()).isEqualTo(qos);
            }
            nothing(watcher, "will/broken");
            watcher.unsubscribe("will/broken");
            watcher.subscribe("will/broken", 1);
            nothing(watcher, "will/broken");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-8", v5 = "3.1.2-8")
    void aWillIsPublishedWhenTheServerEndsTheConnection(Version version) {
        try (MqttClient watcher = watcher(version, "will/error");
                MqttClient wrong = MqttClient.connected(SERVER,
                        Connecting.clean(version, "errs").will("will/error", "erred", 1, false))) {
            wrong.send(packet(0x00));
            wrong.closedFor(0x81);
            assertThat(watcher.received().payload()).isEqualTo("erred");
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-8", "3.1.2-10", "3.14.4-3"}, v5 = {"3.1.2-8", "3.1.2-10", "3.14.4-3"})
    @Defect(7)
    void aNormalDisconnectDropsTheWill(Version version) {
        try (MqttClient watcher = watcher(version, "will/normal")) {
            Connecting how = Connecting.durable(version, "normal-" + version)
                    .will("will/normal", "never", 1, false);
            MqttClient.connected(SERVER, how).disconnect();
            // Nor does a later connection without one bring it back.
            MqttClient.connected(SERVER, Connecting.durable(version, "normal-" + version)).drop();
            MqttClient.connected(SERVER, Connecting.durable(version, "normal-" + version))
                    .disconnect();
            nothing(watcher, "will/normal");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-12", v5 = "3.1.2-10")
    void withoutAWillNothingIsPublished(Version version) {
        try (MqttClient watcher = watcher(version, "will/none/#")) {
            Connecting how = Connecting.durable(version, "none-" + version);
            MqttClient.connected(SERVER, how.will("will/none/1", "gone", 1, false)).drop();
            assertThat(watcher.received().payload()).isEqualTo("gone");
            MqttClient.connected(SERVER, how).drop();
            MqttClient.connected(SERVER, how).drop();
            nothing(watcher, "will/none/2");
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-8", "3.14.4-3", "3.14.2-1"})
    void aDisconnectThatAsksForItPublishesTheWill() {
        try (MqttClient watcher = watcher(Version.V5, "will/asked");
                MqttClient client = MqttClient.connected(SERVER,
                        Connecting.clean(Version.V5, "asks").will("will/asked", "asked", 1,
                                false))) {
            client.send(packet(0xe0, 0x04));
            assertThat(client.closed()).isEqualTo(-1);
            assertThat(watcher.received().payload()).isEqualTo("asked");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-17", v5 = "3.1.2-15")
    void aWillThatIsToBeRetainedIs(Version version) {
        String topic = "will/retained/" + version;
        try (MqttClient watcher = watcher(version, topic)) {
            MqttClient.connected(SERVER, Connecting.clean(version, "retained").will(topic,
                    "kept", 1, true)).drop();
            assertThat(watcher.received().retain()).isFalse();
            watcher.unsubscribe(topic);
            watcher.subscribe(topic, 1);
            assertThat(watcher.received().retain()).isTrue();
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-16", v5 = "3.1.2-14")
    void aWillThatIsNotToBeRetainedIsNot(Version version) {
        String topic = "will/passing/" + version;
        try (MqttClient watcher = watcher(version, topic)) {
            MqttClient.connected(SERVER, Connecting.clean(version, "passing").will(topic,
                    "passing", 1, false)).drop();
            assertThat(watcher.received().payload()).isEqualTo("passing");
            watcher.unsubscribe(topic);
            watcher.subscribe(topic, 1);
            nothing(watcher, topic);
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-8", "3.1.4-2"}, v5 = {"3.1.2-8", "3.1.4-3"})
    @Defect(7)
    void takingAConnectionOverPublishesItsWillOnce(Version version) {
        try (MqttClient watcher = watcher(version, "will/taken")) {
            Connecting how = Connecting.clean(version, "taken-will").will("will/taken", "first", 1,
                    false);
            try (MqttClient first = MqttClient.connected(SERVER, how);
                    MqttClient second = MqttClient.connected(SERVER,
                            Connecting.clean(version, "taken-will").will("will/taken", "second", 1,
                                    false))) {
                first.closedFor(0x8e);
                assertThat(watcher.received().payload()).isEqualTo("first");
                second.disconnect();
            }
            nothing(watcher, "will/taken");
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-8", "3.1.3-9"})
    @Defect(7)
    void aDelayedWillWaitsAndAReconnectCancelsIt() {
        Connecting how = Connecting.durable(Version.V5, "delayed").will("will/delayed", "late", 1,
                false, DELAY, four(2));
        try (MqttClient watcher = watcher(Version.V5, "will/delayed")) {
            MqttClient.connected(SERVER, how).drop();
            MqttClient back = MqttClient.connected(SERVER, how);
            Waiting.seconds(SERVER, 2);
            nothing(watcher, "will/delayed");
            long from = System.nanoTime();
            back.drop();
            FromServer.Publish will = watcher.received();
            assertThat(will.payload()).isEqualTo("late");
            assertThat((System.nanoTime() - from) / 1_000_000).isBetween(1_900L, 3_500L);
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-8", "4.1.0-2"})
    void aDelayedWillComesAtTheEndOfItsSession() {
        try (MqttClient watcher = watcher(Version.V5, "will/ends")) {
            Connecting how = Connecting.durable(Version.V5, "ends").will("will/ends", "ended", 1,
                    false, DELAY, four(300));
            MqttClient.connected(SERVER, how).drop();
            MqttClient.connected(SERVER, Connecting.clean(Version.V5, "ends")).disconnect();
            assertThat(watcher.received().payload()).isEqualTo("ended");
            MqttClient.connected(SERVER, Connecting.clean(Version.V5, "ends-at-once")
                    .will("will/ends", "at once", 1, false, DELAY, four(300))).drop();
            assertThat(watcher.received().payload()).isEqualTo("at once");
        }
    }

    @Test
    @Statement(v5 = {"3.1.3-10", "3.3.2-4", "3.3.2-6", "3.3.2-15", "3.3.2-16", "3.3.2-17",
            "3.3.2-18", "3.3.2-20"})
    @Defect(9)
    void aWillKeepsItsPropertiesAndTheirOrder() {
        try (MqttClient watcher = watcher(Version.V5, "will/properties")) {
            MqttClient.connected(SERVER, Connecting.clean(Version.V5, "properties").will(
                    "will/properties", "x", 1, false, 0x26, "b", "2", 0x02, four(60), 0x01, 1, 0x08,
                    "will/reply", 0x26, "a", "1", DELAY, four(0), 0x09, string(bytes(1, 2)), 0x03,
                    "text/plain", 0x26, "b", "1")).drop();
            Properties properties = watcher.received().properties();
            assertThat(properties.values(0x26)).containsExactly(new Properties.Pair("b", "2"),
                    new Properties.Pair("a", "1"), new Properties.Pair("b", "1"));
            assertThat(properties.number(0x01)).isEqualTo(1);
            assertThat(properties.number(0x02)).isBetween(59L, 60L);
            assertThat(properties.text(0x08)).isEqualTo("will/reply");
            assertThat(properties.text(0x03)).isEqualTo("text/plain");
            assertThat(properties.values(0x09)).containsExactly(new Properties.Bytes("0102"));
            assertThat(properties.all()).hasSize(8);
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-7", "3.1.2-8"})
    @Defect(7)
    void aWillSurvivesARestartOfTheServer() throws Exception {
        Connecting how = Connecting.durable(Version.V5, "will-restart").will("will/restart", "x", 1,
                true, DELAY, four(1));
        MqttClient.connected(SERVER, how).drop();
        SERVER.restart();
        try (MqttClient watcher = watcher(Version.V5, "will/restart")) {
            assertThat(watcher.received().payload()).isEqualTo("x");
            watcher.retain(1, "will/restart", "");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-8", v5 = "3.1.2-8")
    @Defect(7)
    void anOrderlyStopOfTheServerPublishesTheWillsOfThoseConnected(Version version)
            throws Exception {
        for (boolean durable : java.util.List.of(false, true)) {
            String topic = "will/stop/" + version + durable;
            Connecting how = durable
                    ? Connecting.durable(version, "stop-" + version)
                    : Connecting.clean(version, "stop-" + version);
            try (MqttClient client = MqttClient.connected(SERVER,
                    how.will(topic, "stopped", 1, true))) {
                SERVER.restart();
                client.closedFor(0x8b);
            }
            try (MqttClient watcher = watcher(version, topic)) {
                assertThat(watcher.received().payload()).isEqualTo("stopped");
            }
        }
    }

    /// A CONNACK that its client can't take is no acceptance.
    @Test
    @Statement(v5 = "3.1.2-7")
    void theWillOfAConnectThatIsRefusedIsNotPublished() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "hears-refused")) {
            client.subscribe("will/refused", 1);
            for (int i = 0; i < 3; i++) {
                try (MqttClient refused = MqttClient.open(SERVER, Version.V5)) {
                    refused.send(Connecting.clean(Version.V5, "refused")
                            .with(0x27, four(6)).will("will/refused", "never", 1, false)
                            .packetBytes());
                    assertThat(refused.expect(FromServer.Connack.class).code()).isEqualTo(0x95);
                    assertThat(refused.closed()).isEqualTo(-1);
                }
            }
            client.publish(1, "will/refused", "nothing else");
            assertThat(client.received().payload()).isEqualTo("nothing else");
        }
    }

    /// As large as a will can be.
    @InBothVersions
    @Statement(v3 = "3.1.2-8", v5 = "3.1.2-8")
    void aWillOf65535BytesIsTaken(Version version) {
        String payload = "w".repeat(65_535);
        try (MqttClient client = MqttClient.connected(SERVER, version, "hears-large")) {
            client.subscribe("will/large", 1);
            MqttClient.connected(SERVER, Connecting.clean(version, "large-will")
                    .will("will/large", payload, 1, false)).drop();
            assertThat(client.received().payload()).isEqualTo(payload);
        }
    }
}

package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// Sessions between connections, §3.1.2.4 and §4.1.
class MqttSessionTest {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static boolean present(Connecting how) {
        try (MqttClient client = MqttClient.open(SERVER, how.version())) {
            FromServer.Connack answer = client.connect(how);
            assertThat(answer.code()).isZero();
            client.disconnect();
            return answer.present();
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-4", "3.1.2-5", "3.2.2-2", "3.2.2-3", "4.1.0-1", "4.5.0-1"}, v5 = {
            "3.1.2-5", "3.1.2-6", "3.1.2-23", "3.2.2-3", "4.1.0-1", "4.5.0-1"})
    void aSessionIsTakenUpWithItsFiltersAndWhatCameMeanwhile(Version version) {
        Connecting how = Connecting.durable(version, "kept-" + version);
        try (MqttClient client = MqttClient.open(SERVER, version)) {
            assertThat(client.connect(how).present()).isFalse();
            client.subscribe("kept/+", 2);
            client.disconnect();
        }
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "kept-out")) {
            publisher.publish(1, "kept/a", "one");
            publisher.publish(2, "kept/a", "two");
        }
        try (MqttClient again = MqttClient.open(SERVER, version)) {
            assertThat(again.connect(how).present()).isTrue();
            FromServer.Publish first = again.received();
            FromServer.Publish second = again.received();
            assertThat(List.of(first.payload(), second.payload())).containsExactly("one", "two");
            assertThat(List.of(first.qos(), second.qos())).containsExactly(1, 2);
            again.publish(1, "kept/b", "live");
            assertThat(again.received().payload()).isEqualTo("live");
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-6", "3.1.4-3", "3.2.2-1", "3.2.2-3"}, v5 = {"3.1.2-4", "3.1.4-4",
            "3.2.2-2"})
    void aCleanStartForgetsTheSession(Version version) {
        Connecting how = Connecting.durable(version, "forgotten-" + version);
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("forgotten", 1);
            client.disconnect();
        }
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "forgotten-out")) {
            publisher.publish(1, "forgotten", "old");
        }
        try (MqttClient clean = MqttClient.open(SERVER, version)) {
            assertThat(clean.connect(how.cleaned()).present()).isFalse();
            clean.publish(1, "forgotten", "new");
            clean.subscribe("marker", 1);
            clean.publish(1, "marker", "nothing before this");
            assertThat(clean.received().topic()).isEqualTo("marker");
            clean.disconnect();
        }
        assertThat(present(Connecting.durable(version, "forgotten-" + version)))
                .isEqualTo(version == Version.V5);
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-6", v5 = "4.1.0-2")
    void aSessionThatEndsWithItsConnectionIsNotTakenUp(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "short-lived")) {
            client.subscribe("short/lived", 1);
            client.disconnect();
        }
        assertThat(present(Connecting.durable(version, "short-lived"))).isFalse();
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-7")
    void retainedMessagesOutliveTheSessionOfTheirPublisher(Version version) {
        Connecting how = Connecting.durable(version, "retainer-" + version);
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.retain(1, "outlive/" + version, "kept");
            client.disconnect();
        }
        assertThat(present(how.cleaned())).isFalse();
        try (MqttClient reader = MqttClient.connected(SERVER, version, "retain-reader")) {
            reader.subscribe("outlive/" + version, 1);
            assertThat(reader.received().payload()).isEqualTo("kept");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.3-2", v5 = "3.1.3-2")
    @Defect(13)
    void sessionsAreToldApartByTheirWholeIdentifier(Version version) {
        List<String> ids = List.of("a/b", "a_b", "a:b", "a%2Fb", "A/b", "a/b ", "a", "a/", "a//b",
                "\u00e9", "e\u0301");
        for (String id : ids) {
            try (MqttClient client = MqttClient.open(SERVER, version)) {
                Connecting how = Connecting.durable(version, "apart " + version + id);
                assertThat(client.connect(how).present()).isFalse();
                client.subscribe("apart/" + ids.indexOf(id), 1);
                client.disconnect();
            }
        }
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "apart-out")) {
            for (int i = 0; i < ids.size(); i++) {
                publisher.publish(1, "apart/" + i, ids.get(i));
            }
        }
        for (String id : ids) {
            try (MqttClient client = MqttClient.open(SERVER, version)) {
                assertThat(client.connect(Connecting.durable(version, "apart " + version + id))
                        .present())
                        .isTrue();
                assertThat(client.received().payload()).isEqualTo(id);
                client.ping();
            }
        }
    }

    @InBothVersions
    @Statement(v3 = "4.1.0-2", v5 = "4.1.0-1")
    void aSessionLastsAsLongAsItsConnection(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "connected")) {
            client.subscribe("while/connected", 1);
            Waiting.seconds(SERVER, 1);
            client.publish(1, "while/connected", "still");
            assertThat(client.received().payload()).isEqualTo("still");
        }
    }

    @Test
    @Statement(v5 = {"4.1.0-2", "3.1.2-23", "3.2.2-3"})
    @Defect(8)
    void aSessionIsGoneOnceItsExpiryHasPassedAndNotBefore() {
        Connecting one = Connecting.clean(Version.V5, "expires").with(0x11, four(1));
        Connecting two = Connecting.clean(Version.V5, "expires-later").with(0x11, four(60));
        MqttClient.connected(SERVER, one).disconnect();
        MqttClient.connected(SERVER, two).disconnect();
        Waiting.seconds(SERVER, 1);
        assertThat(present(Connecting.durable(Version.V5, "expires"))).isFalse();
        assertThat(present(Connecting.durable(Version.V5, "expires-later"))).isTrue();
    }

    @Test
    @Statement(v5 = "4.1.0-2")
    void disconnectMayChangeTheExpiry() {
        Connecting kept = Connecting.durable(Version.V5, "shortened");
        try (MqttClient client = MqttClient.connected(SERVER, kept)) {
            client.disconnectFor(0, 0);
            assertThat(client.closed()).isEqualTo(-1);
        }
        assertThat(present(kept)).isFalse();
    }

    @InBothVersions
    @Statement(v3 = {"4.1.0-1", "3.1.2-5", "4.4.0-1"}, v5 = {"3.1.2-23", "4.1.0-1", "4.4.0-1"})
    @Defect(7)
    void sessionsSurviveARestartOfTheServer(Version version) throws Exception {
        Connecting how = Connecting.durable(version, "restarted-" + version);
        int unacked;
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("restart/+", 1);
            client.publish(1, "restart/a", "sent");
            unacked = client.expect(FromServer.Publish.class).id();
        }
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "restart-out")) {
            publisher.publish(1, "restart/b", "waiting", 0x02, four(600));
        }
        SERVER.restart();
        try (MqttClient again = MqttClient.open(SERVER, version)) {
            assertThat(again.connect(how).present()).isTrue();
            FromServer.Publish resent = again.received();
            assertThat(resent.payload()).isEqualTo("sent");
            assertThat(resent.duplicate()).isTrue();
            assertThat(resent.id()).isEqualTo(unacked);
            FromServer.Publish waiting = again.received();
            assertThat(waiting.payload()).isEqualTo("waiting");
            if (version == Version.V5) {
                assertThat(waiting.properties().number(0x02)).isBetween(500L, 600L);
            }
            again.send(packet(0xa2, two(9), again.only5(), "restart/+"));
            again.await(FromServer.Unsuback.class);
        }
    }

    @InBothVersions
    @Statement(v3 = {"4.6.0-1", "4.6.0-6"}, v5 = "4.4.0-1")
    void messagesOfBothQosAreSentAgainInTheOrderInWhichTheyWereSent(Version version) {
        Connecting how = Connecting.durable(version, "mixed-" + version);
        String topic = "mixed/" + version;
        List<FromServer.Publish> first = new ArrayList<>();
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe(topic, 2);
            for (int i = 1; i <= 10; i++) {
                client.publish(1 + i % 2, topic, "" + i);
            }
            for (int i = 1; i <= 10; i++) {
                first.add(client.expect(FromServer.Publish.class));
            }
            client.drop();
        }
        assertThat(first).extracting(FromServer.Publish::payload)
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            for (FromServer.Publish each : first) {
                FromServer.Publish second = again.received();
                assertThat(second.payload()).isEqualTo(each.payload());
                assertThat(second.id()).isEqualTo(each.id());
                assertThat(second.duplicate()).isTrue();
            }
        }
    }
}

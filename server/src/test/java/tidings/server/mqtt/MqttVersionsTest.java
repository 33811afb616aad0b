package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.two;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// Clients of both versions on one server.
class MqttVersionsTest {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    @Test
    @Statement(v3 = {"3.3.2-3", "3.8.4-6"}, v5 = {"3.3.2-17", "3.8.4-8"})
    void eachGetsWhatTheOtherPublishesInItsOwnVersion() {
        try (MqttClient three = MqttClient.connected(SERVER, Version.V3_1_1, "three");
                MqttClient five = MqttClient.connected(SERVER,
                        Connecting.clean(Version.V5, "five").with(0x22, two(5)))) {
            three.subscribe("versions/#", 2);
            five.subscribe("versions/#", 2);
            for (int qos = 0; qos <= 2; qos++) {
                five.publish(qos, "versions/a", "from 5", 0x26, "n", "v", 0x02, four(60), 0x23,
                        two(1));
                FromServer.Publish plain = three.received();
                assertThat(plain.payload()).isEqualTo("from 5");
                assertThat(plain.topic()).isEqualTo("versions/a");
                assertThat(plain.qos()).isEqualTo(qos);
                assertThat(five.received().properties().values(0x26))
                        .containsExactly(new Properties.Pair("n", "v"));
                three.publish(qos, "versions/b" + qos, "from 3");
                FromServer.Publish whole = five.received();
                assertThat(whole.payload()).isEqualTo("from 3");
                assertThat(whole.qos()).isEqualTo(qos);
                assertThat(three.received().payload()).isEqualTo("from 3");
            }
        }
    }

    /// One session, taken up in the other version.
    @Test
    @Statement(v3 = {"3.1.2-4", "3.2.2-2"}, v5 = {"3.1.2-5", "3.2.2-3"})
    void aSessionMayBeTakenUpInTheOtherVersion() {
        Connecting three = Connecting.durable(Version.V3_1_1, "changes");
        Connecting five = Connecting.durable(Version.V5, "changes");
        try (MqttClient client = MqttClient.connected(SERVER, five)) {
            client.subscribe(java.util.List.of("changes"), 1, 0x0b, 7);
            client.disconnect();
        }
        try (MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "changes-out")) {
            publisher.publish(1, "changes", "x", 0x26, "n", "v");
        }
        try (MqttClient client = MqttClient.open(SERVER, Version.V3_1_1)) {
            assertThat(client.connect(three).present()).isTrue();
            assertThat(client.expect(FromServer.Publish.class).payload()).isEqualTo("x");
        }
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            assertThat(client.connect(five).present()).isTrue();
            FromServer.Publish resent = client.received();
            assertThat(resent.duplicate()).isTrue();
            assertThat(resent.properties().number(0x0b)).isEqualTo(7);
        }
    }

    /// A session is kept no longer than the server says, and it says so.
    @Test
    @Statement(v5 = "3.1.2-23")
    void theExpiryThatIsGrantedIsAnnounced() {
        long max = 31L * 24 * 3600;
        for (long asked : new long[]{0xffff_ffffL, max + 1}) {
            try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
                assertThat(client.connect(Connecting.clean(Version.V5, "granted").with(0x11,
                        four(asked))).properties().number(0x11)).isEqualTo(max);
            }
        }
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            assertThat(client.connect(Connecting.clean(Version.V5, "granted").with(0x11,
                    four(100))).properties().has(0x11)).isFalse();
        }
    }
}

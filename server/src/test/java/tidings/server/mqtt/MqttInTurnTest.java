package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.gateway.mqtt.wire.Version;

/// What a client sends is done, and answered, in its order, whatever a publish waits for.
class MqttInTurnTest {
    private static final int TIMES = 15;

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static byte[] publish(Version version, int qos, String topic) {
        return packet(0x30 | qos << 1, topic, qos == 0 ? bytes() : two(7), none(version),
                utf8("x"));
    }

    private static byte[] none(Version version) {
        return version == Version.V5 ? bytes(0) : bytes();
    }

    /// Who was answered, or saw the connection closed, may tell others.
    @ParameterizedTest
    @CsvSource({"V3_1_1, false", "V3_1_1, true", "V5, false", "V5, true"})
    void aPingAndAnEndAreAnsweredOnceWhatWasPublishedIsThere(Version version, boolean ends) {
        for (int n = 0; n < TIMES; n++) {
            String topic = "turn/%s/%s/%d".formatted(version, ends, n);
            try (MqttClient publisher = MqttClient.connected(SERVER, version, "turn-out")) {
                publisher.sendPublish(0, true, 0, topic, "kept");
                publisher.sendPublish(0, false, 0, topic, "gone");
                if (ends) {
                    publisher.disconnect();
                } else {
                    publisher.ping();
                }
                try (MqttClient later = MqttClient.connected(SERVER, version, "turn-in")) {
                    later.subscribe(topic, 0);
                    FromServer.Publish kept = later.received();
                    assertThat(kept.payload()).isEqualTo("kept");
                    assertThat(kept.retain()).isTrue();
                    later.ping();
                    assertThat(later.nextIfThere()).isNull();
                }
            }
        }
    }

    /// As simple tools do that have said all they want.
    @InBothVersions
    void whoShutsItsSideIsAnsweredWhatItSaid(Version version) {
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "turn-watcher")) {
            watcher.subscribe("turn/shut/will", 1);
            for (int n = 0; n < TIMES; n++) {
                try (MqttClient client = MqttClient.open(SERVER, version)) {
                    client.send(Connecting.clean(version, "turn-shut")
                            .will("turn/shut/will", "gone", 1, false).packetBytes(),
                            publish(version, 1, "turn/shut"),
                            packet(0x82, two(1), none(version), "turn/none", 0),
                            publish(version, 2, "turn/shut"));
                    client.shutOutput();
                    client.await(FromServer.Connack.class);
                    client.await(FromServer.Puback.class);
                    client.await(FromServer.Suback.class);
                    client.await(FromServer.Pubrec.class);
                    client.closed();
                }
                assertThat(watcher.received().payload()).isEqualTo("gone");
            }
        }
    }

    @InBothVersions
    void anUnsubscribeFollowsWhatWasPublishedBeforeIt(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "turn-unsubscribe");
                MqttClient other = MqttClient.connected(SERVER, version, "turn-other")) {
            for (int qos = 0; qos <= 2; qos++) {
                String topic = "turn/%s/unsubscribe/%d".formatted(version, qos);
                for (int n = 0; n < TIMES; n++) {
                    client.send(bytes(packet(0x82, two(1), none(version), topic, 0),
                            publish(version, qos, topic),
                            packet(0xa2, two(2), none(version), topic)));
                    assertThat(client.await(FromServer.Suback.class).reasons()).containsExactly(0);
                    switch (qos) {
                        case 0 -> {
                        }
                        case 1 -> client.await(FromServer.Puback.class);
                        default -> client.await(FromServer.Pubrec.class);
                    }
                    client.await(FromServer.Unsuback.class);
                    assertThat(client.nextIfThere()).isInstanceOf(FromServer.Publish.class);
                    if (qos == 2) {
                        client.release(7);
                    }
                    client.subscribe(topic, 0);
                    other.publish(1, topic, "of another");
                    client.unsubscribe(topic);
                    assertThat(client.nextIfThere()).isInstanceOf(FromServer.Publish.class);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"V3_1_1, 1", "V3_1_1, 2", "V5, 1", "V5, 2"})
    @Statement(v3 = {"3.3.4-1", "4.3.2-2", "4.3.3-2"}, v5 = {"3.3.4-1", "4.3.2-4", "4.3.3-8"})
    void whatWasPublishedIsAcknowledgedBeforeTheEnd(Version version, int qos) {
        Class<? extends FromServer> answer = qos == 1
                ? FromServer.Puback.class
                : FromServer.Pubrec.class;
        for (int n = 0; n < TIMES; n++) {
            String topic = "turn/%s/end/%d".formatted(version, qos);
            try (MqttClient client = MqttClient.connected(SERVER, version, "turn-end")) {
                client.send(bytes(publish(version, qos, topic), packet(0xe0)));
                client.expect(answer);
                assertThat(client.closed()).isEqualTo(-1);
            }
            try (MqttClient client = MqttClient.connected(SERVER, version, "turn-bad")) {
                client.send(bytes(publish(version, qos, topic), packet(0xc1)));
                client.expect(answer);
                client.closedFor(0x81);
            }
        }
    }

    /// Of a connection that breaks off.
    @InBothVersions
    void aWillFollowsWhatWasPublishedBeforeIt(Version version) {
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "turn-watch")) {
            for (int n = 0; n < TIMES; n++) {
                String base = "turn/%s/will/%d".formatted(version, n);
                watcher.subscribe(base + "/#", 0);
                MqttClient client = MqttClient.open(SERVER, version);
                client.connect(Connecting.clean(version, "turn-will").will(base + "/will", "will",
                        0, false));
                client.send(publish(version, 0, base + "/last"));
                client.drop();
                assertThat(watcher.received().topic()).isEqualTo(base + "/last");
                assertThat(watcher.received().topic()).isEqualTo(base + "/will");
            }
        }
    }
}

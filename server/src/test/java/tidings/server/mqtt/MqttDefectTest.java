package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// Defects seen in other servers ([KnownDefects]) that no statement of the standard names.
class MqttDefectTest {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    @InBothVersions
    @Defect(12)
    void topicsOfTensOfThousandsOfLevelsCostNothing(Version version) {
        String deep = "a/".repeat(30_000);
        try (MqttClient bystander = MqttClient.connected(SERVER, version, "deep-bystander");
                MqttClient client = MqttClient.connected(SERVER, version, "deep")) {
            bystander.subscribe("+/".repeat(20) + "#", 0);
            int failed = version == Version.V5 ? 0x8f : 0x80;
            assertThat(client.subscribe(List.of(deep, "+/".repeat(30_000) + "#"), 0).reasons())
                    .containsExactly(failed, failed);
            client.sendPublish(1, false, 1, deep, "x");
            if (version == Version.V5) {
                assertThat(client.expect(FromServer.Puback.class).reason()).isEqualTo(0x90);
                client.ping();
            } else {
                assertThat(client.closed()).isEqualTo(-1);
            }
            bystander.ping();
        }
    }

    @InBothVersions
    @Defect(11)
    void anEmptyNameOrPayloadStopsNobody(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "empty-names")) {
            client.subscribe("empty/#", 1);
            client.publish(1, "empty/", "");
            assertThat(client.received().payload()).isEmpty();
            client.send(packet(0xa2, two(5), client.only5(), "never/there"));
            client.await(FromServer.Unsuback.class);
            client.subscribe("/", 0);
            client.publish(1, "/", "x");
            assertThat(client.received().topic()).isEqualTo("/");
        }
    }
}

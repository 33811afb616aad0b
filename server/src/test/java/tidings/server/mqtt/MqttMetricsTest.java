package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// What an operator sees of MQTT.
class MqttMetricsTest {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static String metrics() {
        return SERVER.running().getAdmin("/metrics").body();
    }

    @Test
    void aConnectionCountsAsWhatIsSpokenOnIt() {
        await().untilAsserted(
                () -> assertThat(metrics()).contains("tidings_connections{protocol=\"mqtt\"} 0.0"));
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "counted")) {
            client.subscribe("counted/#", 1);
            // The connection that asks is the one of HTTP.
            assertThat(metrics()).contains("tidings_connections{protocol=\"mqtt\"} 1.0",
                    "tidings_connections{protocol=\"http\"} 1.0",
                    "tidings_subscriptions{protocol=\"mqtt\"} 1.0");
        }
    }
}

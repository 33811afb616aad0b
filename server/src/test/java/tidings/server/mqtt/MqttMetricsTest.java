package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;
import tidings.log.LogRetention;
import tidings.server.TestRules;

/// What an operator sees of MQTT.
class MqttMetricsTest {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer(TestRules.withLog("short/**",
            new LogRetention(1, Duration.ofDays(1), Long.MAX_VALUE)));

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

    @Test
    void whatASessionMissedIsCounted() {
        Connecting how = Connecting.durable(Version.V5, "away");
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("short/a", 1);
            client.disconnect();
        }
        try (MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "publisher")) {
            for (int i = 1; i <= 4; i++) {
                publisher.publish(1, "short/a", "message " + i);
            }
        }
        assertThat(metrics()).contains("tidings_sessions_missed_total 0.0");
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            assertThat(client.received().payload()).isEqualTo("message 4");
            assertThat(metrics()).contains("tidings_sessions_missed_total 3.0");
        }
    }
}

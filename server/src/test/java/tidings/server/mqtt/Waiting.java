package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import tidings.gateway.mqtt.wire.Version;

/// Time that passes by the server's clock: a silent client is cut after one and a half keep-alives.
final class Waiting {
    private Waiting() {}

    /// Waits one and a half times so many seconds.
    static void seconds(MqttServer server, int keepAliveSeconds) {
        try (MqttClient silent = MqttClient.connected(server, Connecting
                .clean(Version.V5, "silent-" + System.nanoTime()).keepAlive(keepAliveSeconds))) {
            assertThat(silent.closed()).isEqualTo(0x8d);
        }
    }
}

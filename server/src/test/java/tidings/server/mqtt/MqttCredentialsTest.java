package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;
import tidings.server.identity.IdentitySettings;
import tidings.server.identity.TokenMaker;
import tidings.server.identity.TokenSettings;

/// Connections whose token is good for a while.
class MqttCredentialsTest {
    private static final String SECRET = "secret";

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer(
            config -> config.withIdentity(new IdentitySettings(false, null,
                    new TokenSettings(SECRET, null, "", "", ""))));

    private static String token(Duration ttl) {
        return new TokenMaker("alice", List.of(), "", ttl, "", "").make(SECRET,
                System.currentTimeMillis());
    }

    @InBothVersions
    void aConnectionEndsWithItsToken(Version version) {
        try (MqttClient watcher = MqttClient.connected(SERVER, Connecting.clean(version, "watcher")
                .as("any", token(Duration.ofHours(1))))) {
            watcher.subscribe("end", 1);
            try (MqttClient brief = MqttClient.connected(SERVER, Connecting.clean(version, "brief")
                    .will("end", "of brief", 1, false).as("any", token(Duration.ofSeconds(2))))) {
                brief.publish(1, "begin", "x");
                brief.closedFor(0x87);
            }
            assertThat(watcher.received().payload()).isEqualTo("of brief");
            watcher.ping();
        }
    }
}

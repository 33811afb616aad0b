package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.four;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.core.rule.Rights;
import tidings.core.rule.Who;
import tidings.gateway.mqtt.wire.Version;
import tidings.server.TestRules;

/// Whether a will may be published is asked again when its time has come.
class MqttWillRightsTest {
    private static final int DELAY = 0x18;
    private static final Rights READ_ONLY = new Rights(Who.EVERYBODY, Who.NOBODY, Who.EVERYBODY,
            Who.EVERYBODY, List.of());

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    @Test
    void aWillThatMayNotBePublishedAnyMoreIsDropped() throws Exception {
        for (String topic : List.of("closed/will", "open/will")) {
            MqttClient.connected(SERVER, Connecting.durable(Version.V5, topic)
                    .will(topic, "gone", 1, true, DELAY, four(1))).drop();
        }
        SERVER.restart(TestRules.withRights("closed/**", READ_ONLY));
        try (MqttClient watcher = MqttClient.connected(SERVER, Version.V5, "watcher")) {
            watcher.subscribe("+/will", 1);
            assertThat(watcher.received().topic()).isEqualTo("open/will");
            // The other's time came before.
            watcher.publish(1, "open/will", "last");
            assertThat(watcher.received().payload()).isEqualTo("last");
        }
    }
}

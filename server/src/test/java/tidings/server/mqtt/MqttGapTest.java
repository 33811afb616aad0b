package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.four;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;
import tidings.log.LogRetention;
import tidings.server.TestRules;
import tidings.server.mqtt.Properties.Pair;

/// A session that was away for longer than its messages are kept is told so.
class MqttGapTest {
    private static final int USER_PROPERTY = 0x26;
    private static final int MAXIMUM_PACKET_SIZE = 0x27;

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer(TestRules.withLog("short/**",
            new LogRetention(1, Duration.ofDays(1), Long.MAX_VALUE)));

    private static String metrics() {
        return SERVER.running().getAdmin("/metrics").body();
    }

    /// Four messages while the session is away, of which one is kept; it comes back and gets that.
    private static void missThree(Connecting how, String channel) {
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe(channel, 1);
            client.disconnect();
        }
        try (MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "publisher")) {
            for (int i = 1; i <= 4; i++) {
                publisher.publish(1, channel, "message " + i);
            }
        }
        try (MqttClient client = MqttClient.open(SERVER, how.version())) {
            FromServer.Connack back = client.connect(how);
            assertThat(back.present()).isTrue();
            assertThat(back.properties().has(USER_PROPERTY)).isFalse(); // it is not known yet
            assertThat(client.received().payload()).isEqualTo("message 4");
            client.disconnect();
        }
    }

    private static List<Object> told(Connecting how) {
        try (MqttClient client = MqttClient.open(SERVER, how.version())) {
            FromServer.Connack back = client.connect(how);
            assertThat(back.present()).isTrue();
            client.disconnect();
            return back.properties().values(USER_PROPERTY);
        }
    }

    @Test
    void whatASessionMissedIsCountedAndToldOnceByTheNextConnack() {
        assertThat(metrics()).contains("tidings_sessions_missed_total 0.0");
        Connecting how = Connecting.durable(Version.V5, "away");
        missThree(how, "short/a");
        assertThat(metrics()).contains("tidings_sessions_missed_total 3.0");
        assertThat(told(how)).containsExactly(new Pair("tidings-gap", "3"));
        assertThat(told(how)).isEmpty();
    }

    @Test
    void itIsToldAfterARestartToo() throws Exception {
        Connecting how = Connecting.durable(Version.V5, "restarted");
        missThree(how, "short/b");
        SERVER.restart();
        assertThat(told(how)).containsExactly(new Pair("tidings-gap", "3"));
        SERVER.restart();
        assertThat(told(how)).isEmpty();
    }

    /// 3.1.1 has no words for it: who takes the session up in 5.0 hears of it.
    @Test
    void aSessionOf311IsToldOnceItIsTakenUpIn5() {
        missThree(Connecting.durable(Version.V3_1_1, "old"), "short/c");
        assertThat(told(Connecting.durable(Version.V3_1_1, "old"))).isEmpty();
        assertThat(told(Connecting.durable(Version.V5, "old")))
                .containsExactly(new Pair("tidings-gap", "3"));
    }

    @Test
    @Statement(v5 = "3.2.2-20")
    void aClientThatTakesLittleIsNotTold() {
        Connecting how = Connecting.durable(Version.V5, "small");
        missThree(how, "short/d");
        assertThat(told(how.with(MAXIMUM_PACKET_SIZE, four(30)))).isEmpty();
    }
}

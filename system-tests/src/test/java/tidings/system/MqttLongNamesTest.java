package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.system.RawMqtt.connect;
import static tidings.system.RawMqtt.connectFor;
import static tidings.system.RawMqtt.publish;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Topics of 65,535 bytes, than which MQTT knows none longer, where the configuration allows them.
class MqttLongNamesTest {
    private static final int LONGEST = 65_535;
    private static final String TOPIC = "t".repeat(LONGEST);
    private static final String WILL_TOPIC = "w".repeat(LONGEST);
    private static final String SHARE = "$share/g/";
    private static final String SHARED = SHARE + "s".repeat(LONGEST - SHARE.length());

    @TempDir
    Path folder;

    private ServerProcess start() throws IOException {
        Path config = Files.writeString(folder.resolve("long.yaml"),
                "limits: {name-bytes: 65535}\n");
        return ServerProcess.start(folder, "-c", config.toString());
    }

    private static RawMqtt connected(ServerProcess server, byte[] connect) throws IOException {
        RawMqtt client = new RawMqtt(server);
        client.send(connect);
        client.expect(RawMqtt.CONNACK);
        return client;
    }

    private static byte[] subscribe(int id, String filter) {
        return packet(0x82, two(id), properties(), filter, bytes(2));
    }

    @Test
    void theLongestTopicIsRetainedSubscribedAndKeptLikeAnyOther() throws Exception {
        try (ServerProcess server = start()) {
            RawMqtt device = connected(server, connectFor(3_600, "device"));
            device.send(subscribe(1, TOPIC));
            device.expect(RawMqtt.SUBACK);
            device.send(subscribe(2, SHARED));
            device.expect(RawMqtt.SUBACK);
            device.close();
            RawMqtt publisher = connected(server, connect(5, "publisher"));
            publisher.send(publish(5, 1, true, 1, TOPIC, "kept"));
            assertThat(publisher.reasonOf(RawMqtt.PUBACK)).isLessThan(0x80);
            publisher.send(publish(5, 2, false, 2, SHARED.substring(SHARE.length()), "shared"));
            assertThat(publisher.reasonOf(RawMqtt.PUBREC)).isLessThan(0x80);
            publisher.close();
            connected(server, RawMqtt.connectWithWill("dying", WILL_TOPIC, "will")).close();
            RawMqtt watcher = connected(server, connect(5, "watcher"));
            watcher.send(subscribe(1, WILL_TOPIC));
            watcher.expect(RawMqtt.SUBACK);
            watcher.expect(RawMqtt.PUBLISH);
        }
        try (ServerProcess server = start()) {
            RawMqtt device = connected(server, connectFor(3_600, "device"));
            for (int n = 0; n < 2; n++) {
                device.expect(RawMqtt.PUBLISH);
            }
            RawMqtt newcomer = connected(server, connect(5, "newcomer"));
            newcomer.send(subscribe(1, TOPIC));
            newcomer.expect(RawMqtt.SUBACK);
            newcomer.expect(RawMqtt.PUBLISH);
            RawMqtt clearer = connected(server, connect(5, "clearer"));
            clearer.send(publish(5, 1, true, 1, TOPIC, ""));
            assertThat(clearer.reasonOf(RawMqtt.PUBACK)).isLessThan(0x80);
            RawMqtt later = connected(server, connect(5, "later"));
            later.send(subscribe(1, TOPIC));
            later.expect(RawMqtt.SUBACK);
            later.ping(); // and nothing before its answer
        }
    }
}

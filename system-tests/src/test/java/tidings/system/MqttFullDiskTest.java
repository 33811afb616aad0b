package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.system.RawMqtt.connectFor;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of a server whose disk has less room than is to stay free.
class MqttFullDiskTest {
    private static final int UNSUBACK = 0xb0;
    private static final int QUOTA_EXCEEDED = 0x97;

    @TempDir
    static Path folder;
    private static ServerProcess server;
    private final List<RawMqtt> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        Path config = Files.writeString(folder.resolve("full.yaml"), "log: {min-free: 1000TiB}\n");
        server = ServerProcess.start(folder, "-c", config.toString());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private RawMqtt connected(byte[] connect) throws IOException {
        RawMqtt client = new RawMqtt(server);
        clients.add(client);
        client.send(connect);
        client.expect(RawMqtt.CONNACK);
        return client;
    }

    private RawMqtt kept(int version, String client) throws IOException {
        return connected(version == 5
                ? connectFor(3_600, client)
                : packet(0x10, "MQTT", 4, 0, two(0), client));
    }

    private static byte[] none(int version) {
        return version == 5 ? properties() : bytes();
    }

    private static byte[] subscribe(int version, String filter) {
        return packet(0x82, two(1), none(version), filter, 1);
    }

    private static byte[] unsubscribe(int version, String filter) {
        return packet(0xa2, two(1), none(version), filter);
    }

    private void closeAll() throws IOException {
        for (RawMqtt client : clients) {
            client.close();
        }
    }

    @Test
    void whatCantBeKeptEndsTheConnectionRatherThanBeNotAnswered() throws IOException {
        Map<RawMqtt, Integer> versions = new LinkedHashMap<>();
        for (int version : new int[]{4, 5}) {
            RawMqtt subscriber = kept(version, "subscriber" + version);
            subscriber.send(subscribe(version, "a/#"));
            RawMqtt sharer = kept(version, "sharer" + version);
            sharer.send(subscribe(version, "$share/g/a"));
            RawMqtt leaver = kept(version, "leaver" + version);
            leaver.send(unsubscribe(version, "a"));
            List.of(subscriber, sharer, leaver).forEach(each -> versions.put(each, version));
        }
        for (Map.Entry<RawMqtt, Integer> each : versions.entrySet()) {
            assertThat(each.getKey().closed())
                    .isEqualTo(each.getValue() == 5 ? RawMqtt.DISCONNECT : 0);
        }
        closeAll();
    }

    @Test
    void whatNeedNotBeKeptIsAnswered() throws IOException {
        for (int version : new int[]{4, 5}) {
            RawMqtt client = connected(RawMqtt.connect(version, "guest" + version));
            client.send(subscribe(version, "a/#"));
            client.expect(RawMqtt.SUBACK);
            client.send(subscribe(version, "$share/h/a"));
            client.expect(RawMqtt.SUBACK);
            client.send(unsubscribe(version, "a/#"));
            client.expect(UNSUBACK);
        }
        closeAll();
    }

    @Test
    void publishesAreRefused() throws IOException {
        for (int qos : new int[]{1, 2}) {
            int ack = qos == 1 ? RawMqtt.PUBACK : RawMqtt.PUBREC;
            RawMqtt newer = kept(5, "newer" + qos);
            for (boolean retain : new boolean[]{false, true}) {
                newer.send(RawMqtt.publish(5, qos, retain, 1, "a", "x"));
                assertThat(newer.reasonOf(ack)).isEqualTo(QUOTA_EXCEEDED);
                RawMqtt older = kept(4, "older" + qos + retain);
                older.send(RawMqtt.publish(4, qos, retain, 1, "a", "x"));
                assertThat(older.closed()).isZero();
            }
            newer.send(RawMqtt.publish(5, 0, true, 0, "a", "x"));
            newer.ping();
        }
        closeAll();
    }
}

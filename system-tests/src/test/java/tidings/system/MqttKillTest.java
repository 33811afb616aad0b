package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.system.RawMqtt.connect;
import static tidings.system.RawMqtt.connectFor;
import static tidings.system.RawMqtt.publish;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.testkit.mqtt.MqttPacket;

/// What a client that was connected over a `kill -9` of the packaged server is sent after it.
class MqttKillTest {
    private static final int COUNT = 16;
    /// A session's record is saved within a second.
    private static final long SAVED_NS = 2_500_000_000L;

    private record Sent(int packetId, String payload) {}

    @TempDir
    Path directory;

    private static RawMqtt connected(ServerProcess server, byte[] connect) throws IOException {
        RawMqtt socket = new RawMqtt(server);
        socket.send(connect);
        socket.expect(RawMqtt.CONNACK);
        return socket;
    }

    private static List<Sent> sent(RawMqtt client, boolean again) throws IOException {
        List<Sent> all = new ArrayList<>();
        for (int n = 0; n < COUNT; n++) {
            MqttPacket packet = client.expect(RawMqtt.PUBLISH);
            assertThat((packet.first() & 0x08) != 0).as("DUP of %s", packet).isEqualTo(again);
            ByteBuffer body = ByteBuffer.wrap(packet.body());
            body.position(body.getShort(0) + 2);
            int packetId = body.getShort();
            body.position(body.position() + 1); // no properties
            all.add(new Sent(packetId, StandardCharsets.UTF_8.decode(body).toString()));
        }
        return all;
    }

    /// Though nothing of it was acknowledged.
    @Test
    void whatWasSentComesAgainInItsOrderUnderItsIdentifiers() throws IOException {
        try (ServerProcess server = ServerProcess.start(directory)) {
            List<Sent> before;
            try (RawMqtt device = connected(server, connectFor(600, "device"));
                    RawMqtt publisher = connected(server, connect(5, "publisher"))) {
                device.send(packet(0x82, two(1), properties(), "kill/#", 1));
                device.expect(RawMqtt.SUBACK);
                for (int n = 1; n <= COUNT; n++) {
                    publisher.send(publish(5, 1, false, n, "kill/" + n % 5, "message " + n));
                    assertThat(publisher.reasonOf(RawMqtt.PUBACK)).isZero();
                }
                before = sent(device, false);
                long beganNs = System.nanoTime();
                while (System.nanoTime() - beganNs < SAVED_NS) {
                    device.ping();
                }
                server.kill();
            }
            server.start();
            try (RawMqtt device = connected(server, connectFor(600, "device"))) {
                assertThat(sent(device, true)).isEqualTo(before);
                device.ping();
            }
        }
    }
}

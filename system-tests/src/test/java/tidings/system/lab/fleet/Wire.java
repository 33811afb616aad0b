package tidings.system.lab.fleet;

import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.testkit.mqtt.MqttPacket;

/// MQTT 3.1.1 and 5.0 as far as a device needs it, apart from the server's own codec.
///
/// @param version 4 or 5, as CONNECT says it
record Wire(int version) {
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final int SESSION_EXPIRY = 0x11;
    private static final int CLEAN_START = 0x02;
    private static final int WILL_QOS_1 = 0x0c;

    /// @param clean whether the session is new
    /// @param expirySeconds that it is kept without a connection (5.0)
    /// @param receiveMax that the server may have unacknowledged (5.0)
    byte[] connect(String client, boolean clean, int expirySeconds, int receiveMax,
            @Nullable String willTopic, String will) {
        byte[] properties = version == 5
                ? properties(RECEIVE_MAXIMUM, two(receiveMax), SESSION_EXPIRY,
                        four(expirySeconds))
                : bytes();
        byte[] last = willTopic == null ? bytes() : bytes(noProperties(), willTopic, will);
        int flags = (clean ? CLEAN_START : 0) | (willTopic == null ? 0 : WILL_QOS_1);
        return packet(0x10, "MQTT", version, flags, two(0), properties, client, last);
    }

    byte[] publish(String topic, int qos, boolean duplicate, boolean retain, int id,
            String payload) {
        return packet(0x30 | (duplicate ? 8 : 0) | qos << 1 | (retain ? 1 : 0), topic,
                qos > 0 ? two(id) : bytes(), noProperties(), utf8(payload));
    }

    byte[] ack(int type, int id) {
        return packet(type << 4 | (type == PUBREL ? 2 : 0), two(id));
    }

    /// @param filters with their QoS
    byte[] subscribe(int id, Map<String, Integer> filters) {
        List<Object> parts = new ArrayList<>(List.of(two(id), noProperties()));
        filters.forEach((filter, qos) -> {
            parts.add(filter);
            parts.add(qos);
        });
        return packet(0x82, parts.toArray());
    }

    byte[] disconnect() {
        return new byte[]{(byte) 0xe0, 0};
    }

    private byte[] noProperties() {
        return version == 5 ? properties() : bytes();
    }

    Packet read(DataInputStream in) throws IOException {
        MqttPacket packet = MqttPacket.read(in);
        ByteBuffer body = ByteBuffer.wrap(packet.body());
        int type = packet.first() >> 4;
        return switch (type) {
            case 2 -> new Packet.Connack(body.get() == 1, body.get() & 0xff);
            case 3 -> publish(packet);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> new Packet.Ack(type,
                    body.getShort() & 0xffff, body.hasRemaining() ? body.get() & 0xff : 0);
            case 9 -> new Packet.Suback(body.get(body.limit() - 1) >= 0);
            case 14 -> new Packet.Disconnect(body.hasRemaining() ? body.get() & 0xff : 0);
            default -> throw new IOException("no packet begins with " + packet.first());
        };
    }

    private Packet publish(MqttPacket packet) throws IOException {
        int flags = packet.first();
        DataInputStream body = new DataInputStream(new ByteArrayInputStream(packet.body()));
        byte[] topic = body.readNBytes(body.readUnsignedShort());
        int qos = flags >> 1 & 3;
        int id = qos == 0 ? 0 : body.readUnsignedShort();
        if (version == 5) {
            body.skipNBytes(MqttPacket.variable(body));
        }
        return new Packet.Publish(new String(topic, StandardCharsets.UTF_8), qos,
                (flags & 8) != 0, (flags & 1) != 0, id, body.readAllBytes());
    }
}

package tidings.system.lab.fleet;

import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
            @Nullable String willTopic,
            String will) {
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
        int first = in.readUnsignedByte();
        byte[] bytes = new byte[variable(in)];
        in.readFully(bytes);
        ByteBuffer body = ByteBuffer.wrap(bytes);
        return switch (first >> 4) {
            case 2 -> new Packet.Connack(body.get() == 1, body.get() & 0xff);
            case 3 -> publish(first, body);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> new Packet.Ack(first >> 4,
                    body.getShort() & 0xffff, body.hasRemaining() ? body.get() & 0xff : 0);
            case 9 -> new Packet.Suback(bytes[bytes.length - 1] >= 0);
            case 14 -> new Packet.Disconnect(body.hasRemaining() ? body.get() & 0xff : 0);
            default -> throw new IOException("no packet begins with " + first);
        };
    }

    private Packet publish(int first, ByteBuffer body) throws IOException {
        byte[] topic = new byte[body.getShort() & 0xffff];
        body.get(topic);
        int qos = first >> 1 & 3;
        int id = qos == 0 ? 0 : body.getShort() & 0xffff;
        if (version == 5) {
            int properties = 0;
            int shift = 0;
            int next;
            do {
                next = body.get();
                properties |= (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            body.position(body.position() + properties);
        }
        byte[] payload = new byte[body.remaining()];
        body.get(payload);
        return new Packet.Publish(new String(topic, StandardCharsets.UTF_8), qos,
                (first & 8) != 0, (first & 1) != 0, id, payload);
    }

    private static int variable(DataInputStream in) throws IOException {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("a length of more than four bytes");
    }
}

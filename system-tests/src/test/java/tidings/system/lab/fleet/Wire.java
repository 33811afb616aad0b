package tidings.system.lab.fleet;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] packet(int firstByte, Body body) {
        try {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            body.write(new DataOutputStream(rest));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(firstByte);
            int length = rest.size();
            do {
                out.write((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
                length >>>= 7;
            } while (length > 0);
            rest.writeTo(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param clean whether the session is new
    /// @param expirySeconds that it is kept without a connection (5.0)
    /// @param receiveMax that the server may have unacknowledged (5.0)
    byte[] connect(String client, boolean clean, int expirySeconds, int receiveMax,
            @Nullable String willTopic,
            String will) {
        return packet(0x10, out -> {
            out.writeUTF("MQTT");
            out.writeByte(version);
            out.writeByte((clean ? CLEAN_START : 0)
                    | (willTopic == null ? 0 : WILL_QOS_1));
            out.writeShort(0);
            if (version == 5) {
                out.writeByte(8);
                out.writeByte(RECEIVE_MAXIMUM);
                out.writeShort(receiveMax);
                out.writeByte(SESSION_EXPIRY);
                out.writeInt(expirySeconds);
            }
            out.writeUTF(client);
            if (willTopic != null) {
                noProperties(out);
                out.writeUTF(willTopic);
                out.writeUTF(will);
            }
        });
    }

    byte[] publish(String topic, int qos, boolean duplicate, boolean retain, int id,
            String payload) {
        return packet(0x30 | (duplicate ? 8 : 0) | qos << 1 | (retain ? 1 : 0), out -> {
            out.writeUTF(topic);
            if (qos > 0) {
                out.writeShort(id);
            }
            noProperties(out);
            out.write(payload.getBytes(StandardCharsets.UTF_8));
        });
    }

    byte[] ack(int type, int id) {
        return packet(type << 4 | (type == PUBREL ? 2 : 0), out -> out.writeShort(id));
    }

    /// @param filters with their QoS
    byte[] subscribe(int id, Map<String, Integer> filters) {
        return packet(0x82, out -> {
            out.writeShort(id);
            noProperties(out);
            for (Map.Entry<String, Integer> filter : filters.entrySet()) {
                out.writeUTF(filter.getKey());
                out.writeByte(filter.getValue());
            }
        });
    }

    byte[] disconnect() {
        return new byte[]{(byte) 0xe0, 0};
    }

    private void noProperties(DataOutputStream out) throws IOException {
        if (version == 5) {
            out.writeByte(0);
        }
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

package tidings.system;

import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import tidings.testkit.mqtt.MqttPacket;

/// A socket to the MQTT port that says what a test wants said.
final class RawMqtt implements AutoCloseable {
    static final int CONNACK = 0x20;
    static final int PUBLISH = 0x30;
    static final int PUBACK = 0x40;
    static final int PUBREC = 0x50;
    static final int SUBACK = 0x90;
    static final int PINGRESP = 0xd0;
    static final int DISCONNECT = 0xe0;

    private final Socket socket;
    private final DataInputStream in;

    RawMqtt(ServerProcess server) throws IOException {
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.mqttPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /// @param version 4 for 3.1.1, or 5
    static byte[] connect(int version, String client) {
        return packet(0x10, "MQTT", version, 2, two(0), version == 5 ? properties() : bytes(),
                client);
    }

    /// Of 5.0, and kept.
    static byte[] connectFor(int expirySeconds, String client) {
        return packet(0x10, "MQTT", 5, 0, two(0), properties(0x11, four(expirySeconds)), client);
    }

    /// Of 5.0, retained, with QoS 1.
    static byte[] connectWithWill(String client, String topic, String payload) {
        return packet(0x10, "MQTT", 5, 0x2e, two(0), properties(), client, properties(), topic,
                payload);
    }

    /// @param id of none with QoS 0
    static byte[] publish(int version, int qos, boolean retain, int id, String topic,
            String payload) {
        return packet(PUBLISH | qos << 1 | (retain ? 1 : 0), topic, qos == 0 ? bytes() : two(id),
                version == 5 ? properties() : bytes(), utf8(payload));
    }

    void send(byte[]... packets) throws IOException {
        socket.getOutputStream().write(bytes((Object[]) packets));
    }

    /// @throws EOFException if the server has closed
    MqttPacket read() throws IOException {
        try {
            return MqttPacket.read(in);
        } catch (SocketException e) {
            throw new EOFException("reset: " + e.getMessage());
        }
    }

    /// The next packet, which must be of a type.
    MqttPacket expect(int type) throws IOException {
        MqttPacket packet = read();
        if (packet.type() != type) {
            throw new IllegalStateException("not of type %02x: %s".formatted(type, packet));
        }
        return packet;
    }

    /// The next packet, an acknowledgement of 5.0.
    ///
    /// @return its reason; 0 if it is left out
    int reasonOf(int type) throws IOException {
        byte[] body = expect(type).body();
        return body.length > 2 ? body[2] & 0xff : 0;
    }

    /// The server answers.
    void ping() throws IOException {
        send(packet(0xc0));
        expect(PINGRESP);
    }

    /// Waits for the end of the connection.
    ///
    /// @return the type of the last packet before it; 0 if none came
    int closed() throws IOException {
        int last = 0;
        try {
            while (true) {
                last = read().type();
            }
        } catch (EOFException e) {
            return last;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

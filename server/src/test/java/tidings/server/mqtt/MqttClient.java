package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.gateway.mqtt.wire.Version;

/// One connection to a server, driven by a test: sends and waits.
final class MqttClient implements AutoCloseable {
    private static final int PATIENCE_MS = 15_000;

    private final Socket socket;
    private final OutputStream out;
    private final Version version;
    private final PacketScanner scanner;
    private final ArrayDeque<FromServer> early = new ArrayDeque<>();
    private int lastId;

    MqttClient(Socket socket, InputStream in, OutputStream out, Version version) {
        this.socket = socket;
        this.out = out;
        this.version = version;
        this.scanner = new PacketScanner(in, version);
    }

    /// Nothing is said yet.
    static MqttClient open(MqttServer server, Version version) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            return new MqttClient(socket, new BufferedInputStream(socket.getInputStream()),
                    socket.getOutputStream(), version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With a session that ends with the connection.
    static MqttClient connected(MqttServer server, Version version, String client) {
        return connected(server, Connecting.clean(version, client));
    }

    static MqttClient connected(MqttServer server, Connecting how) {
        MqttClient client = open(server, how.version());
        assertThat(client.connect(how).code()).isZero();
        return client;
    }

    /// @param property after the property's identifier, which is left out in 3.1.1 with it
    byte[] only5(Object... property) {
        return version == Version.V5 ? properties(property) : new byte[0];
    }

    FromServer.Connack connect(Connecting how) {
        send(how.packetBytes());
        return await(FromServer.Connack.class);
    }

    void send(byte[]... packets) {
        try {
            out.write(bytes((Object[]) packets));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FromServer next() {
        FromServer first = early.poll();
        return first == null ? read() : first;
    }

    /// What came before something that was waited for.
    @Nullable
    FromServer nextIfThere() {
        return early.poll();
    }

    private FromServer read() {
        try {
            return scanner.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The bytes after the fixed header of the packet that was read last.
    byte[] body() {
        return scanner.body();
    }

    <T extends FromServer> T expect(Class<T> type) {
        FromServer next = next();
        assertThat(next).isInstanceOf(type);
        return type.cast(next);
    }

    /// The next packet of a type; messages that come before it are kept for [#next].
    <T extends FromServer> T await(Class<T> type) {
        while (true) {
            FromServer next = read();
            if (type.isInstance(next)) {
                return type.cast(next);
            }
            assertThat(next).as("before a %s", type.getSimpleName())
                    .isInstanceOf(FromServer.Publish.class);
            early.add(next);
        }
    }

    /// What was asked before has been answered.
    void ping() {
        send(packet(0xc0));
        await(FromServer.Pingresp.class);
    }

    /// Waits for the end of the connection, before which nothing but a DISCONNECT may come.
    ///
    /// @return the reason of the DISCONNECT; -1 if there was none
    int closed() {
        FromServer next = next();
        int reason = -1;
        if (next instanceof FromServer.Disconnect(int why, var _)) {
            reason = why;
            next = read();
        }
        assertThat(next).isEqualTo(new FromServer.Closed());
        return reason;
    }

    /// Waits for the end of a connection that broke the protocol: 5.0 says why.
    /// Says nothing more, and goes on reading.
    void shutOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void closedFor(int reason) {
        assertThat(closed()).isEqualTo(version == Version.V5 ? reason : -1);
    }

    int newId() {
        return ++lastId;
    }

    // ---- publishing ----

    /// Sends a PUBLISH.
    ///
    /// @param id of none with QoS 0
    void sendPublish(int qos, boolean retain, int id, String topic, String payload,
            Object... property) {
        send(packet(0x30 | qos << 1 | (retain ? 1 : 0), topic, qos == 0 ? bytes() : two(id),
                only5(property), utf8(payload)));
    }

    /// Publishes, and waits until the server has it: with QoS 0 until it has read it.
    void publish(int qos, String topic, String payload, Object... property) {
        publish(qos, false, topic, payload, property);
    }

    void retain(int qos, String topic, String payload, Object... property) {
        publish(qos, true, topic, payload, property);
    }

    private void publish(int qos, boolean retain, String topic, String payload,
            Object... property) {
        int id = newId();
        sendPublish(qos, retain, id, topic, payload, property);
        switch (qos) {
            case 0 -> ping();
            case 1 -> {
                FromServer.Puback ack = await(FromServer.Puback.class);
                assertThat(ack.id()).isEqualTo(id);
                assertThat(ack.reason()).isLessThan(0x80);
            }
            default -> {
                FromServer.Pubrec received = await(FromServer.Pubrec.class);
                assertThat(received.id()).isEqualTo(id);
                assertThat(received.reason()).isLessThan(0x80);
                release(id);
            }
        }
    }

    void release(int id) {
        send(packet(0x62, two(id)));
        assertThat(await(FromServer.Pubcomp.class).id()).isEqualTo(id);
    }

    // ---- subscribing ----

    /// @param options the QoS, and in 5.0 the other options
    FromServer.Suback subscribe(String filter, int options) {
        return subscribe(List.of(filter), options);
    }

    FromServer.Suback subscribe(List<String> filters, int options, Object... property) {
        int id = newId();
        Object[] each = filters.stream().map(filter -> bytes(filter, options)).toArray();
        send(packet(0x82, two(id), only5(property), bytes(each)));
        FromServer.Suback answer = await(FromServer.Suback.class);
        assertThat(answer.id()).isEqualTo(id);
        assertThat(answer.reasons()).hasSize(filters.size());
        return answer;
    }

    FromServer.Unsuback unsubscribe(String... filters) {
        int id = newId();
        send(packet(0xa2, two(id), only5(), bytes((Object[]) filters)));
        FromServer.Unsuback answer = await(FromServer.Unsuback.class);
        assertThat(answer.id()).isEqualTo(id);
        assertThat(answer.reasons()).hasSize(version == Version.V5 ? filters.length : 0);
        return answer;
    }

    /// The next message, acknowledged as its QoS demands.
    FromServer.Publish received() {
        FromServer.Publish message = expect(FromServer.Publish.class);
        acknowledge(message);
        return message;
    }

    void acknowledge(FromServer.Publish message) {
        switch (message.qos()) {
            case 0 -> {
            }
            case 1 -> send(packet(0x40, two(message.id())));
            default -> {
                send(packet(0x50, two(message.id())));
                assertThat(await(FromServer.Pubrel.class).id()).isEqualTo(message.id());
                send(packet(0x70, two(message.id())));
            }
        }
    }

    /// The payloads of the next messages, acknowledged.
    List<String> payloads(int count) {
        return java.util.stream.Stream.generate(() -> received().payload()).limit(count).toList();
    }

    // ---- ending ----

    /// Says goodbye, and waits until the server has closed.
    void disconnect() {
        send(packet(0xe0));
        assertThat(closed()).isEqualTo(-1);
    }

    /// In 5.0 with another session expiry.
    void disconnectFor(int reason, long expirySeconds) {
        send(packet(0xe0, reason, properties(0x11, four(expirySeconds))));
    }

    @Override
    public void close() {
        drop();
    }

    /// Is gone, without a word.
    void drop() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

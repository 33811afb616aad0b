package tidings.cli.mqtt;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.cli.net.Dialing;

/// One connection of MQTT 5.0, one request at a time. Not for several threads.
///
/// What is received is acknowledged when the next message is asked for: by then it has been shown.
public final class MqttClient implements AutoCloseable {
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int ANSWER_TIMEOUT_MS = 30_000;
    private static final int PROTOCOL_VERSION = 5;
    /// A subscription that the session has already is not sent the kept values again (§3.8.3.1).
    private static final int RETAINED_IF_NEW = 0x10;
    private static final int PACKET_ID_MAX = 65_535;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    /// Packet identifiers of messages with QoS 2 that were given out and not released (§4.3.3); as
    /// long-lived as the session, so the caller's.
    private final Set<Integer> unreleased;
    /// Came while something else was waited for.
    private final Queue<Received> waiting = new ArrayDeque<>();
    private @Nullable Received shown;
    private boolean resumed;
    private long packetBytesMax = Long.MAX_VALUE;
    private long pingAfterNs;
    private long sentNs = System.nanoTime();
    private int lastPacketId;

    private record Received(int packetId, MqttMessage message) {}

    private MqttClient(Socket socket, Set<Integer> unreleased) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.unreleased = unreleased;
    }

    /// @param unreleased of the session, from the connection before; forgotten if the session is new
    public static MqttClient connect(MqttAddress address, MqttLogin login,
            Set<Integer> unreleased) throws IOException, MqttException {
        byte[] packet = login.packet(PROTOCOL_VERSION, KEEP_ALIVE_SECONDS);
        MqttClient client = new MqttClient(
                Dialing.dial(address.host(), address.port(), address.tls()), unreleased);
        try {
            client.login(packet);
            return client;
        } catch (IOException | MqttException e) {
            client.socket.close();
            throw e;
        }
    }

    /// Whether the server still had the session, with its subscriptions.
    public boolean resumed() {
        return resumed;
    }

    // ---- connecting (§3.1, §3.2) ----

    private void login(byte[] packet) throws IOException, MqttException {
        socket.setSoTimeout(ANSWER_TIMEOUT_MS);
        send(packet);
        PacketIn connack = next();
        if (connack.type() != PacketIn.CONNACK) {
            throw PacketIn.noMqtt();
        }
        resumed = connack.one() == 1;
        int reason = connack.one();
        Properties said = Properties.read(connack);
        if (reason != 0) {
            throw Reason.refused("the server does not let us in", reason, said.reason());
        }
        if (!resumed) {
            unreleased.clear();
        }
        packetBytesMax = said.packetBytesMax();
        int keepAlive = said.keepAliveSeconds() < 0
                ? KEEP_ALIVE_SECONDS
                : said.keepAliveSeconds();
        pingAfterNs = keepAlive == 0 ? Long.MAX_VALUE : keepAlive * 1_000_000_000L / 2;
    }

    // ---- publishing (§3.3, §4.3) ----

    /// Returns when the server has taken it: with QoS 0 that is when it is sent.
    public void publish(MqttMessage message) throws IOException, MqttException {
        Topics.checkName(message.topic());
        PacketOut publish = new PacketOut().string(message.topic());
        int id = message.qos() == 0 ? 0 : nextPacketId();
        if (id > 0) {
            publish.two(id);
        }
        PacketOut properties = new PacketOut();
        for (Map.Entry<String, String> tag : message.tags().entrySet()) {
            properties.one(Properties.USER).string(tag.getKey()).string(tag.getValue());
        }
        byte[] packet = publish.properties(properties).bytes(message.payload())
                .packet(0x30 | (message.qos() << 1) | (message.retain() ? 1 : 0));
        if (packet.length > packetBytesMax) {
            throw new MqttException(MqttException.Why.REFUSED,
                    "the message is too large: with it the packet has %d bytes, and the server takes %d"
                            .formatted(packet.length, packetBytesMax));
        }
        send(packet);
        switch (message.qos()) {
            case 1 -> answered(PacketIn.PUBACK, id);
            case 2 -> {
                answered(PacketIn.PUBREC, id);
                send(new PacketOut().two(id).packet(0x62));
                answered(PacketIn.PUBCOMP, id);
            }
            default -> {
                // nothing comes
            }
        }
    }

    private int nextPacketId() {
        lastPacketId = lastPacketId == PACKET_ID_MAX ? 1 : lastPacketId + 1;
        return lastPacketId;
    }

    /// Waits for an answer to a publish; throws if it is a refusal.
    private void answered(int type, int id) throws IOException, MqttException {
        PacketIn answer = answer(type, id);
        int reason = answer.atEnd() ? 0 : answer.one();
        if (reason >= Reason.FAILURE) {
            throw Reason.refused("refused", reason, Properties.read(answer).reason());
        }
    }

    /// The packet of this type and identifier. Messages that come before it wait.
    private PacketIn answer(int type, int id) throws IOException, MqttException {
        while (true) {
            PacketIn packet = next();
            if (packet.type() == type && packet.two() == id) {
                return packet;
            }
            onOther(packet);
        }
    }

    // ---- subscribing (§3.8) ----

    /// @param filter with `+` and `#` as the standard has them
    /// @return the QoS that is granted
    public int subscribe(String filter, int qos) throws IOException, MqttException {
        Topics.checkFilter(filter);
        int id = nextPacketId();
        send(new PacketOut().two(id).properties(new PacketOut()).string(filter)
                .one(qos | RETAINED_IF_NEW)
                .packet(0x82));
        PacketIn suback = answer(PacketIn.SUBACK, id);
        Properties said = Properties.read(suback);
        int reason = suback.one();
        if (reason >= Reason.FAILURE) {
            throw Reason.refused("refused", reason, said.reason());
        }
        return reason;
    }

    /// Acknowledges the message before, then waits for another.
    public MqttMessage message() throws IOException, MqttException {
        Received before = shown;
        shown = null;
        if (before != null) {
            acknowledge(before);
        }
        Received received = waiting.poll();
        while (received == null) {
            onOther(nextOrPing());
            received = waiting.poll();
        }
        shown = received;
        if (received.message().qos() == 2) {
            unreleased.add(received.packetId());
        }
        return received.message();
    }

    private void acknowledge(Received received) throws IOException {
        switch (received.message().qos()) {
            case 1 -> send(new PacketOut().two(received.packetId()).packet(0x40));
            case 2 -> send(new PacketOut().two(received.packetId()).packet(0x50));
            default -> {
                // nothing is expected
            }
        }
    }

    // ---- packets ----

    /// A packet that nobody waits for.
    private void onOther(PacketIn packet) throws IOException, MqttException {
        switch (packet.type()) {
            case PacketIn.PUBLISH -> onPublish(packet);
            case PacketIn.PUBREL -> {
                int id = packet.two();
                unreleased.remove(id);
                send(new PacketOut().two(id).packet(0x70));
            }
            case PacketIn.DISCONNECT -> {
                int reason = packet.atEnd() ? 0 : packet.one();
                throw Reason.refused("disconnected", reason, Properties.read(packet).reason());
            }
            case PacketIn.PINGRESP -> {
                // it is there
            }
            default -> throw PacketIn.noMqtt();
        }
    }

    private void onPublish(PacketIn packet) throws IOException {
        int qos = (packet.flags() >> 1) & 3;
        boolean retain = (packet.flags() & 1) == 1;
        String topic = packet.string();
        int id = qos == 0 ? 0 : packet.two();
        Properties said = Properties.read(packet);
        MqttMessage message = new MqttMessage(topic, packet.rest(), qos, retain,
                said.contentType(), said.user());
        Received received = new Received(id, message);
        if (qos == 2 && unreleased.contains(id)) {
            acknowledge(received);
        } else {
            waiting.add(received);
        }
    }

    private PacketIn next() throws IOException, MqttException {
        try {
            return PacketIn.read(first(), in);
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "no answer for %d s".formatted(socket.getSoTimeout() / 1_000), e);
        }
    }

    /// As [#next], however long nothing comes, as long as the server answers pings (§3.1.2.10).
    private PacketIn nextOrPing() throws IOException {
        if (System.nanoTime() - sentNs >= pingAfterNs) {
            ping();
        }
        return PacketIn.read(firstOrPing(), in);
    }

    private int firstOrPing() throws IOException {
        socket.setSoTimeout((int) Math.max(1, Math.min(ANSWER_TIMEOUT_MS,
                pingAfterNs / 1_000_000)));
        try {
            return first();
        } catch (SocketTimeoutException e) {
            ping();
        } finally {
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
        }
        try {
            return first();
        } catch (SocketTimeoutException e) {
            throw new IOException("the server does not answer", e);
        }
    }

    private void ping() throws IOException {
        send(new PacketOut().packet(0xc0));
    }

    private int first() throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException("the server closed the connection");
        }
        return first;
    }

    private void send(byte[] packet) throws IOException {
        out.write(packet);
        sentNs = System.nanoTime();
    }

    /// Says goodbye: the session stays as long as it was asked for.
    @Override
    public void close() {
        try (socket) {
            send(new PacketOut().packet(0xe0));
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}

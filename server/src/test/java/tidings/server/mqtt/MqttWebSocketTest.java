package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// MQTT in a WebSocket, §6.
class MqttWebSocketTest {
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: mqtt\r\n";

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static WebSocketPipe pipe(String headers) throws IOException {
        return new WebSocketPipe(SERVER.running().port(), headers);
    }

    private static MqttClient over(WebSocketPipe pipe, Version version) {
        return new MqttClient(pipe.socket(), pipe.bytes(), pipe.messages(), version);
    }

    @InBothVersions
    @Statement(v3 = {"6.0.0-4", "7.1.1-1"}, v5 = {"6.0.0-4", "4.2.0-1"})
    void theSubprotocolIsMqtt(Version version) throws IOException {
        for (String offered : java.util.List.of("mqtt", "mqttv3.1, mqtt", "x, mqtt, y")) {
            WebSocketPipe pipe = pipe("Sec-WebSocket-Protocol: " + offered + "\r\n");
            assertThat(pipe.answer()).startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("sec-websocket-protocol: mqtt\r\n");
            try (MqttClient client = over(pipe, version)) {
                assertThat(client.connect(Connecting.clean(version, "ws")).code()).isZero();
                client.subscribe("ws/a", 2);
                client.publish(2, "ws/a", "x".repeat(1_000));
                assertThat(client.received().payload()).hasSize(1_000);
                client.disconnect();
            }
        }
    }

    @InBothVersions
    @Statement(v3 = "6.0.0-3", v5 = "6.0.0-3")
    void withoutTheSubprotocolThereIsNoWebSocket(Version version) throws IOException {
        for (String headers : java.util.List.of("", "Sec-WebSocket-Protocol: mqttv3.1\r\n")) {
            WebSocketPipe pipe = pipe(headers);
            assertThat(pipe.answer()).startsWith("HTTP/1.1 400");
            pipe.socket().close();
        }
    }

    @InBothVersions
    @Statement(v3 = "6.0.0-1", v5 = "6.0.0-1")
    void aFrameOfTextEndsTheConnection(Version version) throws IOException {
        WebSocketPipe pipe = pipe(SUBPROTOCOL);
        try (MqttClient client = over(pipe, version)) {
            assertThat(client.connect(Connecting.clean(version, "ws-text")).code()).isZero();
            pipe.send(WebSocketPipe.TEXT, true, packet(0xc0));
            assertThat(client.closed()).isEqualTo(-1);
        }
    }

    @InBothVersions
    @Statement(v3 = "6.0.0-2", v5 = "6.0.0-2")
    void packetsMayShareFramesAndStraddleThem(Version version) throws IOException {
        WebSocketPipe pipe = pipe(SUBPROTOCOL);
        try (MqttClient client = over(pipe, version)) {
            byte[] all = bytes(Connecting.clean(version, "ws-cut").packetBytes(),
                    packet(0x82, two(1), client.only5(), "ws/cut", 1),
                    packet(0x32, "ws/cut", two(2), client.only5(), 'x'), packet(0xc0));
            for (int at = 0; at < all.length; at++) {
                pipe.send(WebSocketPipe.BINARY, true, Arrays.copyOfRange(all, at, at + 1));
            }
            client.expect(FromServer.Connack.class);
            client.await(FromServer.Suback.class);
            client.send(bytes(packet(0xc0), packet(0xc0), Arrays.copyOf(packet(0xc0), 1)));
            pipe.send(WebSocketPipe.BINARY, false, bytes(0));
            pipe.send(0, true, packet(0xc0));
            int pings = 0;
            boolean acknowledged = false;
            boolean received = false;
            while (pings < 5 || !acknowledged || !received) {
                switch (client.next()) {
                    case FromServer.Pingresp _ -> pings++;
                    case FromServer.Puback _ -> acknowledged = true;
                    case FromServer.Publish _ -> received = true;
                    default -> throw new AssertionError("none of these");
                }
            }
            assertThat(pings).isEqualTo(5);
        }
    }

    /// Also what comes in frames of which some must wait.
    @InBothVersions
    @Statement(v3 = "3.14.4-3", v5 = "3.14.4-3")
    void whatASenderSaysBeforeItIsGoneIsHeardThoughItIsMuch(Version version) throws IOException {
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "gone-watch")) {
            watcher.subscribe("gone", 1);
            byte[] none = watcher.only5();
            byte[] much = packet(0x30, "much", none, new byte[5_000]);
            for (int i = 0; i < 5; i++) {
                WebSocketPipe pipe = pipe(SUBPROTOCOL);
                MqttClient sender = over(pipe, version);
                sender.connect(Connecting.clean(version, "gone-" + i).will("gone", "a will", 1,
                        false));
                for (int n = 0; n < 400; n++) {
                    pipe.send(WebSocketPipe.BINARY, true, much);
                }
                pipe.send(WebSocketPipe.BINARY, true,
                        packet(0x30, "gone", none, "bye".getBytes(US_ASCII)));
                pipe.send(WebSocketPipe.BINARY, true, packet(0xe0));
                sender.drop();
                assertThat(watcher.received().payload()).isEqualTo("bye");
            }
            watcher.publish(1, "gone", "no will before this");
            assertThat(watcher.received().payload()).isEqualTo("no will before this");
        }
    }
}

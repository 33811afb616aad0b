package tidings.gateway.mqtt;

import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.gateway.net.Framing;
import tidings.gateway.net.NettyLoop;
import tidings.gateway.net.Request;
import tidings.gateway.net.Response;
import tidings.gateway.net.SocketOutbox;
import tidings.gateway.net.WebSocketConnection;
import tidings.gateway.net.WebSocketDoor;
import tidings.gateway.net.WebSocketListener;
import tidings.gateway.net.WebSocketSettings;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// `/mqtt`: MQTT in binary frames of a WebSocket (MQTT 5.0 §6). Packets may share frames and
/// straddle them.
public final class MqttWebSocketDoor implements WebSocketDoor {
    private static final String SUBPROTOCOL = "mqtt";
    private static final int TEXT_FRAME = 1003;
    private static final int NORMAL = 1000;

    private final MqttParts parts;
    private final WebSocketSettings webSocket;

    public MqttWebSocketDoor(Tidings tidings, Authenticator authenticator, MqttSettings settings) {
        this.parts = MqttParts.of(tidings, authenticator, settings);
        this.webSocket = new WebSocketSettings(settings.packetBytesMax(),
                WebSocketSettings.DEFAULT.closeTimeout());
    }

    @Override
    public Answer onHandshake(Request request, List<String> subprotocols) {
        if (!subprotocols.contains(SUBPROTOCOL)) {
            return new Answer.Refuse(Response.text(400,
                    "MQTT over WebSocket needs Sec-WebSocket-Protocol: mqtt"));
        }
        return new Answer.Accept(SUBPROTOCOL,
                new Frames(parts), webSocket);
    }

    @OwnedBy(Owner.LOOP)
    private static final class Frames extends MqttTransport implements WebSocketListener {
        private @Nullable WebSocketConnection connection;

        Frames(MqttParts parts) {
            super(parts);
        }

        @Override
        public void onOpen(WebSocketConnection opened) {
            connection = opened;
            conversation.onOpen();
        }

        private WebSocketConnection connection() {
            if (connection == null) {
                throw new IllegalStateException("not open yet");
            }
            return connection;
        }

        /// [MQTT-6.0.0-1]: a text frame ends the connection.
        @Override
        public void onMessage(byte[] bytes, int length, boolean text) {
            if (text) {
                connection().close(TEXT_FRAME, "MQTT packets come in binary frames");
            } else {
                conversation.onBytes(Unpooled.copiedBuffer(bytes, 0, length));
            }
        }

        @Override
        public boolean takesWhilePaused() {
            return true;
        }

        @Override
        public void onClosed(int code) {
            conversation.onClosed();
        }

        @Override
        NettyLoop loop() {
            return connection().loop();
        }

        @Override
        SocketOutbox outbox() {
            return connection().outbox();
        }

        @Override
        Framing framing() {
            return Framing.WEBSOCKET_BINARY;
        }

        @Override
        @Nullable
        String certificateSubject() {
            return null;
        }

        @Override
        void onIntroduced() {
            connection().onIntroduced();
        }

        @Override
        void close() {
            connection().close(NORMAL, "");
        }

        @Override
        void drop() {
            connection().drop();
        }
    }
}

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

    private final Tidings tidings;
    private final Authenticator authenticator;
    private final MqttSettings settings;
    private final Renderings renderings;
    private final WebSocketSettings webSocket;

    public MqttWebSocketDoor(Tidings tidings, Authenticator authenticator, MqttSettings settings) {
        this.tidings = tidings;
        this.authenticator = authenticator;
        this.settings = settings;
        this.renderings = new Renderings(tidings.loops().size());
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
                new Frames(tidings, authenticator, settings, renderings), webSocket);
    }

    @OwnedBy(Owner.LOOP)
    private static final class Frames implements WebSocketListener, MqttTransport {
        private final MqttConversation conversation;
        private @Nullable WebSocketConnection connection;

        Frames(Tidings tidings, Authenticator authenticator, MqttSettings settings,
                Renderings renderings) {
            this.conversation = new MqttConversation(tidings, authenticator, settings, renderings,
                    this);
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
        public void onReadingResumed() {
            conversation.onReadingResumed();
        }

        @Override
        public void onDrained() {
            conversation.onDrained();
        }

        @Override
        public void onStalled() {
            conversation.onStalled();
        }

        @Override
        public void onClosed(int code) {
            conversation.onClosed();
        }

        @Override
        public NettyLoop loop() {
            return connection().loop();
        }

        @Override
        public SocketOutbox outbox() {
            return connection().outbox();
        }

        @Override
        public Framing framing() {
            return Framing.WEBSOCKET_BINARY;
        }

        @Override
        public @Nullable String certificateSubject() {
            return null;
        }

        @Override
        public void onIntroduced() {
            connection().onIntroduced();
        }

        @Override
        public void close() {
            connection().close(NORMAL, "");
        }

        @Override
        public void drop() {
            connection().drop();
        }
    }
}

package tidings.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.gateway.net.ByteConnection;
import tidings.gateway.net.ByteDoor;
import tidings.gateway.net.ByteListener;
import tidings.gateway.net.Framing;
import tidings.gateway.net.NettyLoop;
import tidings.gateway.net.SocketOutbox;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// MQTT straight over TCP or TLS (MQTT 5.0 §4.2).
public final class MqttDoor implements ByteDoor {
    /// As ALPN names it (RFC 7301).
    public static final String PROTOCOL = "mqtt";

    private final Tidings tidings;
    private final Authenticator authenticator;
    private final MqttSettings settings;
    private final Renderings renderings;

    public MqttDoor(Tidings tidings, Authenticator authenticator, MqttSettings settings) {
        this.tidings = tidings;
        this.authenticator = authenticator;
        this.settings = settings;
        this.renderings = new Renderings(tidings.loops().size());
    }

    @Override
    public ByteListener onConnection() {
        return new Stream(tidings, authenticator, settings, renderings);
    }

    @OwnedBy(Owner.LOOP)
    private static final class Stream implements ByteListener, MqttTransport {
        private final MqttConversation conversation;
        private @Nullable ByteConnection connection;

        Stream(Tidings tidings, Authenticator authenticator, MqttSettings settings,
                Renderings renderings) {
            this.conversation = new MqttConversation(tidings, authenticator, settings, renderings,
                    this);
        }

        @Override
        public void onOpen(ByteConnection opened) {
            connection = opened;
            conversation.onOpen();
        }

        private ByteConnection connection() {
            if (connection == null) {
                throw new IllegalStateException("not open yet");
            }
            return connection;
        }

        @Override
        public void onBytes(ByteBuf in) {
            conversation.onBytes(in);
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
        public void onClosed() {
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
            return Framing.NONE;
        }

        @Override
        public @Nullable String certificateSubject() {
            return connection().certificateSubject();
        }

        @Override
        public void onIntroduced() {
            connection().onIntroduced();
        }

        @Override
        public void close() {
            connection().close();
        }

        @Override
        public void drop() {
            connection().drop();
        }
    }
}

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

    private final MqttParts parts;

    public MqttDoor(Tidings tidings, Authenticator authenticator, MqttSettings settings) {
        this.parts = MqttParts.of(tidings, authenticator, settings);
    }

    @Override
    public ByteListener onConnection() {
        return new Stream(parts);
    }

    @OwnedBy(Owner.LOOP)
    private static final class Stream extends MqttTransport implements ByteListener {
        private @Nullable ByteConnection connection;

        Stream(MqttParts parts) {
            super(parts);
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
        public void onInputEnded() {
            conversation.onInputEnded();
        }

        @Override
        public void onClosed() {
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
            return Framing.NONE;
        }

        @Override
        @Nullable
        String certificateSubject() {
            return connection().certificateSubject();
        }

        @Override
        void onIntroduced() {
            connection().onIntroduced();
        }

        @Override
        void close() {
            connection().close();
        }

        @Override
        void drop() {
            connection().drop();
        }
    }
}

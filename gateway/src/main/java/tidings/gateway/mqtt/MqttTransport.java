package tidings.gateway.mqtt;

import org.jspecify.annotations.Nullable;
import tidings.gateway.net.Framing;
import tidings.gateway.net.NettyLoop;
import tidings.gateway.net.OutboxListener;
import tidings.gateway.net.SocketOutbox;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What carries a conversation's packets, on its loop: hands on what the connection says, and is
/// where the conversation's packets go.
@OwnedBy(Owner.LOOP)
abstract class MqttTransport implements OutboxListener {
    final MqttConversation conversation;

    MqttTransport(MqttParts parts) {
        this.conversation = new MqttConversation(parts, this);
    }

    abstract NettyLoop loop();

    abstract SocketOutbox outbox();

    /// Around packets on their way out.
    abstract Framing framing();

    /// Whom the certificate names that the client has shown; null if there is none.
    abstract @Nullable String certificateSubject();

    /// The client has said who it is.
    abstract void onIntroduced();

    /// Sends what was sent before, then ends the connection.
    abstract void close();

    /// Ends the connection at once.
    abstract void drop();

    public int heldBytes() {
        return conversation.heldBytes();
    }

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
}

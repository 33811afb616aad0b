package tidings.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import tidings.core.fanout.Frames;
import tidings.core.fanout.MemberEvent;
import tidings.core.fanout.Variant;
import tidings.gateway.mqtt.wire.PublishFrame;
import tidings.gateway.mqtt.wire.Version;
import tidings.gateway.net.Framing;
import tidings.gateway.net.NettyLoop;
import tidings.gateway.net.TurnBuffer;
import tidings.log.ChannelName;
import tidings.log.Message;

/// Subscribers that get the same bytes for a message of QoS 0: those of one version and transport
/// that want no subscription identifier and use no alias.
///
/// @param retainAsPublished whether the publisher's retain flag stays
record MqttVariant(Version version, Framing framing, boolean retainAsPublished, NettyLoop loop)
        implements
            Variant {
    /// MQTT knows nothing of members.
    @Override
    public boolean memberEvents() {
        return false;
    }

    @Override
    public Frames open(ChannelName channel, String epoch) {
        return new Packets(this, channel);
    }

    private static final class Packets extends TurnBuffer {
        private final MqttVariant variant;
        private final byte[] topic;

        Packets(MqttVariant variant, ChannelName channel) {
            super(variant.framing());
            this.variant = variant;
            this.topic = channel.utf8();
        }

        @Override
        protected void write(ByteBuf out, boolean first, Message message, long offset) {
            boolean retain = variant.retainAsPublished() && message.attributes().key() != null;
            PublishFrame.write(out, variant.version(), retain, topic,
                    Rendering.expirySeconds(message, variant.loop().wallMs()),
                    Rendering.properties(variant.version(), message), message.payload());
        }

        @Override
        protected void write(ByteBuf out, boolean first, MemberEvent event) {
            throw new IllegalStateException("a member event has no packet");
        }
    }
}

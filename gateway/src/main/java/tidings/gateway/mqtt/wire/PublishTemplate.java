package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// A PUBLISH (§3.3) that many subscribers get, each with something of its own: rendered once per
/// version, QoS and RETAIN, then copied and patched per subscriber. Immutable.
///
/// ```
///   3q   length   2 topic   2 id   length   properties   payload
///   DUP           └ alias ┘ patch           └───── one copy ────┘
///                 may stand          before these: expiry, alias, subscription ids
///                 for it
/// ```
///
/// Without properties of its own a copy is the whole frame with identifier and DUP put in place. In
/// MQTT 3.1.1 there are no others: alias, expiry and subscription identifiers are left out.
public final class PublishTemplate {
    private static final int PACKET_ID_BYTES = 2;

    private final Version version;
    private final int qos;
    private final byte[] topic;
    /// With packet identifier 0.
    private final byte[] frame;
    private final int packetIdAt;
    private final int propertyBytes;
    /// Where properties and payload begin in the frame.
    private final int tailAt;

    /// @param topic UTF-8, without wildcards
    /// @param properties a block as of [Publish#forwardable]
    public PublishTemplate(Version version, int qos, boolean retain, byte[] topic,
            byte @Nullable [] properties, byte[] payload) {
        this.version = version;
        this.qos = qos;
        this.topic = topic;
        byte[] block = version == Version.V5 ? properties : null;
        propertyBytes = block == null ? 0 : block.length;
        int length = PublishFrame.length(version, qos > 0, topic, -1, block, payload);
        int header = 1 + PacketOut.variableBytes(length);
        frame = new byte[header + length];
        packetIdAt = header + 2 + topic.length;
        tailAt = frame.length - payload.length - propertyBytes;
        PublishFrame.write(Unpooled.wrappedBuffer(frame).clear(), version,
                PublishFrame.firstByte(qos, retain), topic, qos > 0 ? 0 : -1, -1, block, payload);
    }

    /// How many bytes [#write] writes, to compare with what the client takes.
    public int bytes(Delivery delivery) {
        if (isPlain(delivery)) {
            return frame.length;
        }
        int length = length(delivery);
        return 1 + PacketOut.variableBytes(length) + length;
    }

    /// Writes one subscriber's copy at the end of `out`.
    public void write(ByteBuf out, Delivery delivery) {
        if ((delivery.packetId() == 0) != (qos == 0)) {
            throw new IllegalArgumentException(
                    "packet identifier %d with QoS %d".formatted(delivery.packetId(), qos));
        }
        int from = out.writerIndex();
        if (isPlain(delivery)) {
            out.writeBytes(frame);
            if (qos > 0) {
                out.setShort(from + packetIdAt, delivery.packetId());
            }
        } else {
            writeWithProperties(out, delivery);
        }
        if (delivery.duplicate()) {
            out.setByte(from, frame[0] | FixedHeader.DUP);
        }
    }

    private void writeWithProperties(ByteBuf out, Delivery delivery) {
        int length = length(delivery);
        out.ensureWritable(1 + PacketOut.variableBytes(length) + length);
        out.writeByte(frame[0]);
        PacketOut.variable(out, length);
        if (delivery.topicOmitted()) {
            out.writeShort(0);
        } else {
            PacketOut.binary(out, topic);
        }
        if (qos > 0) {
            out.writeShort(delivery.packetId());
        }
        PacketOut.variable(out, delivery.propertyBytes() + propertyBytes);
        if (delivery.expirySeconds() >= 0) {
            PacketOut.fourBytes(out, Property.MESSAGE_EXPIRY_INTERVAL, delivery.expirySeconds());
        }
        if (delivery.topicAlias() != 0) {
            PacketOut.twoBytes(out, Property.TOPIC_ALIAS, delivery.topicAlias());
        }
        for (int id : delivery.subscriptionIds()) {
            out.writeByte(Property.SUBSCRIPTION_IDENTIFIER.id);
            PacketOut.variable(out, id);
        }
        out.writeBytes(frame, tailAt, frame.length - tailAt);
    }

    private int length(Delivery delivery) {
        int own = delivery.propertyBytes();
        return 2 + (delivery.topicOmitted() ? 0 : topic.length) + (qos > 0 ? PACKET_ID_BYTES : 0)
                + PacketOut.variableBytes(own + propertyBytes) + own + frame.length - tailAt;
    }

    private boolean isPlain(Delivery delivery) {
        return version == Version.V3_1_1 || delivery.isPlain();
    }
}

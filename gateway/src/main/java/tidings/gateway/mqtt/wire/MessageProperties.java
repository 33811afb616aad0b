package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The properties of a message that a server passes on (MQTT 5.0 §3.3.2.3), taken apart. On the hot
/// path they stay the bytes they came as ([Publish#forwardable]); this is for who looks into them,
/// and for messages of other protocols.
///
/// @param saysUtf8 payload format indicator 1
/// @param userProperties in the publisher's order
public record MessageProperties(boolean saysUtf8, @Nullable String contentType,
        @Nullable String responseTopic, byte @Nullable [] correlationData,
        List<UserProperty> userProperties) {
    private static final MessageProperties NONE = new MessageProperties(false, null, null, null,
            List.of());

    /// Those of a message that did not come by MQTT. A tag that MQTT can't say, because it contains
    /// U+0000 or is longer than 65,535 bytes, is left out: sent, it would end the connections of
    /// all who get it. The same goes for a content type.
    public static MessageProperties of(boolean saysUtf8, @Nullable String contentType,
            Map<String, String> tags) {
        String type = contentType != null && canBeSaid(contentType) ? contentType : null;
        List<UserProperty> userProperties = new ArrayList<>(tags.size());
        tags.forEach((name, value) -> {
            if (canBeSaid(name) && canBeSaid(value)) {
                userProperties.add(new UserProperty(name, value));
            }
        });
        return new MessageProperties(saysUtf8, type, null, null, List.copyOf(userProperties));
    }

    /// Reads a block that a [PacketDecoder] or [#block] gave.
    ///
    /// @param block null for no properties
    /// @throws IllegalArgumentException if it is no such block
    public static MessageProperties read(byte @Nullable [] block) {
        if (block == null) {
            return NONE;
        }
        try {
            return readWhole(block);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("not a block of properties: " + e.sentence(), e);
        }
    }

    /// As they stand in a packet, without a length before them.
    ///
    /// @return null if there are none
    public byte @Nullable [] block() {
        ByteBuf out = ByteBufAllocator.DEFAULT.heapBuffer();
        try {
            if (saysUtf8) {
                PacketOut.octet(out, Property.PAYLOAD_FORMAT_INDICATOR, 1);
            }
            PacketOut.property(out, Property.CONTENT_TYPE, contentType);
            PacketOut.property(out, Property.RESPONSE_TOPIC, responseTopic);
            PacketOut.property(out, Property.CORRELATION_DATA, correlationData);
            for (UserProperty property : userProperties) {
                PacketOut.property(out, property);
            }
            return out.isReadable() ? ByteBufUtil.getBytes(out) : null;
        } finally {
            out.release();
        }
    }

    private static MessageProperties readWhole(byte[] block) throws DecodeException {
        PacketReader in = new PacketReader();
        in.reset(Unpooled.wrappedBuffer(block), 0, block.length);
        PropertyReader properties = new PropertyReader(in);
        boolean saysUtf8 = false;
        String contentType = null;
        String responseTopic = null;
        byte[] correlationData = null;
        properties.begin(Property.Place.PUBLISH, block.length);
        for (Property p = properties.next(); p != null; p = properties.next()) {
            switch (p) {
                case PAYLOAD_FORMAT_INDICATOR -> saysUtf8 = properties.flag();
                case CONTENT_TYPE -> contentType = in.lastString();
                case RESPONSE_TOPIC -> responseTopic = in.lastString();
                case CORRELATION_DATA -> correlationData = in.lastBinary();
                case USER_PROPERTY -> properties.keepUserProperty();
                default -> throw new IllegalArgumentException(p.title + " is not passed on");
            }
        }
        return new MessageProperties(saysUtf8, contentType, responseTopic, correlationData,
                properties.userProperties());
    }

    private static boolean canBeSaid(String text) {
        return text.indexOf('\0') < 0 && ByteBufUtil.utf8Bytes(text) <= PacketOut.STRING_BYTES_MAX;
    }
}

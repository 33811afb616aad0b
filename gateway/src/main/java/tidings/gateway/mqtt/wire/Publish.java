package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// PUBLISH, §3.3, as a client sent it: a view of the received bytes, and the only packet that is
/// no record. There is one per [PacketReading], filled anew for each PUBLISH, so that most of them
/// cost no memory but what is copied out.
///
/// **Valid until the next packet is read with that**, whosever it is. What methods return is copied
/// and stays.
///
/// A topic's bytes are compared with those of the last publish by [#hasTopic]; a name is made of
/// them ([#topic]) only when they differ.
public final class Publish implements FromClient {
    private static final int ALIAS_BYTES = 3;
    private static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.BIG_ENDIAN);

    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private boolean duplicate;
    private int qos;
    private boolean retain;
    private int topicFrom;
    private int topicLength;
    private int packetId;
    private int propertiesFrom;
    private int propertiesTo;
    private int expiryAt;
    private int aliasAt;
    private long messageExpirySeconds;
    private int topicAlias;
    private boolean saysUtf8;
    private int contentTypeFrom;
    private int contentTypeLength;
    private int payloadFrom;
    private int payloadLength;

    Publish() {}

    void begin(PacketReader packet, int firstByte) {
        in = packet.buffer();
        duplicate = (firstByte & FixedHeader.DUP) != 0;
        qos = FixedHeader.qos(firstByte);
        retain = (firstByte & FixedHeader.RETAIN) != 0;
        packetId = 0;
        propertiesFrom = 0;
        propertiesTo = 0;
        expiryAt = -1;
        aliasAt = -1;
        messageExpirySeconds = -1;
        topicAlias = 0;
        saysUtf8 = false;
        contentTypeFrom = -1;
    }

    void setTopic(int from, int length) {
        topicFrom = from;
        topicLength = length;
    }

    void setPacketId(int id) {
        packetId = id;
    }

    void setProperties(int from, int to) {
        propertiesFrom = from;
        propertiesTo = to;
    }

    void setExpiry(int at, long seconds) {
        expiryAt = at;
        messageExpirySeconds = seconds;
    }

    void setAlias(int at, int alias) {
        aliasAt = at;
        topicAlias = alias;
    }

    void setSaysUtf8(boolean says) {
        saysUtf8 = says;
    }

    void setContentType(int from, int length) {
        contentTypeFrom = from;
        contentTypeLength = length;
    }

    void setPayload(int from, int length) {
        payloadFrom = from;
        payloadLength = length;
    }

    /// The DUP flag: the client has sent this before, or thinks so.
    public boolean duplicate() {
        return duplicate;
    }

    public int qos() {
        return qos;
    }

    public boolean retain() {
        return retain;
    }

    /// 0 with QoS 0.
    public int packetId() {
        return packetId;
    }

    /// In bytes; 0 if only an alias stands for the topic.
    public int topicLength() {
        return topicLength;
    }

    /// Whether these are the topic's bytes.
    public boolean hasTopic(byte[] utf8) {
        if (utf8.length != topicLength) {
            return false;
        }
        int i = 0;
        for (; topicLength - i >= Long.BYTES; i += Long.BYTES) {
            if (in.getLong(topicFrom + i) != (long) BIG_ENDIAN.get(utf8, i)) {
                return false;
            }
        }
        for (; i < topicLength; i++) {
            if (in.getByte(topicFrom + i) != utf8[i]) {
                return false;
            }
        }
        return true;
    }

    public byte[] topicBytes() {
        return ByteBufUtil.getBytes(in, topicFrom, topicLength);
    }

    public String topic() {
        return in.toString(topicFrom, topicLength, StandardCharsets.UTF_8);
    }

    /// 0 if there is none. Whether it is within what was announced is for the session to say.
    public int topicAlias() {
        return topicAlias;
    }

    /// Unsigned; -1 if the message never expires.
    public long messageExpirySeconds() {
        return messageExpirySeconds;
    }

    /// Whether the payload format indicator says that the payload is UTF-8.
    public boolean saysUtf8() {
        return saysUtf8;
    }

    /// Whether the payload is UTF-8, whatever was said (§3.3.2.3.2; if not: 0x99).
    public boolean payloadIsUtf8() {
        return WireUtf8.isText(in, payloadFrom, payloadFrom + payloadLength);
    }

    public @Nullable String contentType() {
        return contentTypeFrom < 0
                ? null
                : in.toString(contentTypeFrom, contentTypeLength, StandardCharsets.UTF_8);
    }

    /// The properties that go to subscribers as they are: payload format indicator, content type,
    /// response topic, correlation data and user properties, in the client's order and bytes,
    /// without a length before them. [MessageProperties#read] reads them.
    ///
    /// @return null if there are none
    public byte @Nullable [] forwardable() {
        return Forwardable.copy(in, propertiesFrom, propertiesTo, expiryAt, aliasAt, ALIAS_BYTES);
    }

    public int payloadLength() {
        return payloadLength;
    }

    public byte[] payload() {
        return ByteBufUtil.getBytes(in, payloadFrom, payloadLength);
    }

    @Override
    public String toString() {
        return "Publish[qos=%d, packetId=%d, topic of %d bytes, payload of %d bytes]"
                .formatted(qos, packetId, topicLength, payloadLength);
    }
}

package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads CONNECT, §3.1, in two steps: which version it is in, which an answer needs even if the
/// rest is wrong, and the rest.
final class ConnectDecoder {
    private static final String NAME = "MQTT";
    private static final int RESERVED = 0x01;
    private static final int CLEAN_START = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_QOS_SHIFT = 3;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;
    private static final int FOUR_BYTE_PROPERTY = 5;

    private ConnectDecoder() {}

    /// Which version an answer is in: for a level that is unknown, the one that is nearest.
    static Version answerIn(int level) {
        return level >= Version.V5.level() ? Version.V5 : Version.V3_1_1;
    }

    /// Reads the protocol's name, and leaves the level to be read.
    ///
    /// @return whether it is MQTT's
    static boolean readName(PacketReader in) throws DecodeException {
        return in.string("the protocol name").equals(NAME);
    }

    /// Reads what comes after the level.
    static Connect decode(PacketReader in, PropertyReader properties, Version version)
            throws DecodeException {
        int flags = in.octet("the connect flags");
        checkFlags(flags, version);
        int keepAliveSeconds = in.twoBytes("the keep alive");
        boolean clean = (flags & CLEAN_START) != 0;
        ConnectProperties asked = version == Version.V5
                ? readProperties(properties, in)
                : ConnectProperties.ofVersion3(clean);
        String clientId = in.string("the client identifier");
        if (version == Version.V3_1_1 && clientId.isEmpty() && !clean) {
            throw new DecodeException(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                    "an empty client identifier needs a clean session");
        }
        Will will = (flags & WILL) != 0 ? readWill(in, properties, flags, version) : null;
        String userName = (flags & USER_NAME) != 0 ? in.string("the user name") : null;
        byte[] password = (flags & PASSWORD) != 0 ? in.binary("the password") : null;
        in.expectEnd("CONNECT");
        return new Connect(version, clientId, clean, keepAliveSeconds, will, userName, password,
                asked);
    }

    private static void checkFlags(int flags, Version version) throws DecodeException {
        if ((flags & RESERVED) != 0) {
            throw DecodeException.malformed("the reserved connect flag is set");
        }
        boolean will = (flags & WILL) != 0;
        if (!will && (willQos(flags) != 0 || (flags & WILL_RETAIN) != 0)) {
            throw DecodeException.malformed("connect flags speak of a will, and there is none");
        }
        if (willQos(flags) == 3) {
            throw DecodeException.malformed("the will has QoS 3");
        }
        if (version == Version.V3_1_1 && (flags & PASSWORD) != 0 && (flags & USER_NAME) == 0) {
            throw DecodeException.malformed("there is a password without a user name");
        }
    }

    private static int willQos(int flags) {
        return (flags >> WILL_QOS_SHIFT) & 3;
    }

    private static ConnectProperties readProperties(PropertyReader properties, PacketReader in)
            throws DecodeException {
        long sessionExpirySeconds = 0;
        int receiveMaximum = ConnectProperties.RECEIVE_MAXIMUM;
        long packetBytesMax = ConnectProperties.UNLIMITED;
        int topicAliasMaximum = 0;
        boolean responseInformation = false;
        boolean problemInformation = true;
        String method = null;
        byte[] data = null;
        properties.begin(Property.Place.CONNECT);
        for (Property p = properties.next(); p != null; p = properties.next()) {
            switch (p) {
                case SESSION_EXPIRY_INTERVAL -> sessionExpirySeconds = properties.number();
                case RECEIVE_MAXIMUM -> receiveMaximum = (int) properties.number();
                case MAXIMUM_PACKET_SIZE -> packetBytesMax = properties.number();
                case TOPIC_ALIAS_MAXIMUM -> topicAliasMaximum = (int) properties.number();
                case REQUEST_RESPONSE_INFORMATION -> responseInformation = properties.flag();
                case REQUEST_PROBLEM_INFORMATION -> problemInformation = properties.flag();
                case AUTHENTICATION_METHOD -> method = in.lastString();
                case AUTHENTICATION_DATA -> data = in.lastBinary();
                case USER_PROPERTY -> properties.keepUserProperty();
                default -> throw new IllegalStateException(p + " passed as CONNECT's");
            }
        }
        return new ConnectProperties(sessionExpirySeconds, receiveMaximum, packetBytesMax,
                topicAliasMaximum, responseInformation, problemInformation,
                properties.userProperties(), authentication(method, data));
    }

    /// §3.1.2.11.10: data belongs to a method.
    private static @Nullable Authentication authentication(@Nullable String method,
            byte @Nullable [] data) throws DecodeException {
        if (method != null) {
            return new Authentication(method, data);
        }
        if (data != null) {
            throw DecodeException.protocolError(
                    "there is authentication data without an authentication method");
        }
        return null;
    }

    private static Will readWill(PacketReader in, PropertyReader properties, int flags,
            Version version) throws DecodeException {
        long delaySeconds = 0;
        long messageExpirySeconds = -1;
        byte[] forwardable = null;
        if (version == Version.V5) {
            int delayAt = -1;
            int expiryAt = -1;
            properties.begin(Property.Place.WILL);
            int from = in.at();
            for (Property p = properties.next(); p != null; p = properties.next()) {
                switch (p) {
                    case WILL_DELAY_INTERVAL -> {
                        delaySeconds = properties.number();
                        delayAt = properties.propertyFrom();
                    }
                    case MESSAGE_EXPIRY_INTERVAL -> {
                        messageExpirySeconds = properties.number();
                        expiryAt = properties.propertyFrom();
                    }
                    default -> {
                    }
                }
            }
            ByteBuf block = in.buffer();
            forwardable = Forwardable.copy(block, from, in.at(), expiryAt, delayAt,
                    FOUR_BYTE_PROPERTY);
        }
        in.skipTopic("the will topic");
        String topic = in.lastString();
        byte[] payload = in.binary("the will payload");
        return new Will(topic, payload, willQos(flags), (flags & WILL_RETAIN) != 0, delaySeconds,
                messageExpirySeconds, forwardable);
    }
}

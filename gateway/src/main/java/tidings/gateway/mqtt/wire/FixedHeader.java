package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The first two to five bytes of a packet (§2.2 of 3.1.1, §2.1 of 5.0): its type, its flags, and
/// how many bytes follow. Judged before the rest is waited for.
final class FixedHeader {
    static final int RETAIN = 0x01;
    static final int DUP = 0x08;

    static final int CONNECT = 1;
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBSCRIBE = 8;
    static final int SUBACK = 9;
    static final int UNSUBSCRIBE = 10;
    static final int UNSUBACK = 11;
    static final int PINGREQ = 12;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;
    static final int AUTH = 15;

    private static final int LENGTH_BYTES_MAX = 4;
    private static final int QOS_SHIFT = 1;
    /// What PUBREL, SUBSCRIBE and UNSUBSCRIBE have where others have 0.
    private static final int FLAGS_2 = 0b0010;

    /// What [#length] says of a length that has not come whole.
    static final int INCOMPLETE = -1;

    private FixedHeader() {}

    static int type(int firstByte) {
        return firstByte >> 4;
    }

    static int qos(int firstByte) {
        return (firstByte >> QOS_SHIFT) & 3;
    }

    static int firstByte(int type) {
        return type << 4 | (hasFlags2(type) ? FLAGS_2 : 0);
    }

    /// @param version null before CONNECT
    static void check(int firstByte, @Nullable Version version) throws DecodeException {
        int type = type(firstByte);
        int flags = firstByte & 0x0f;
        if (type == 0 || (type == AUTH && version == Version.V3_1_1)) {
            throw DecodeException.malformed("packet type %d is reserved".formatted(type));
        }
        if (version == null && type != CONNECT) {
            throw DecodeException.protocolError(
                    "the first packet is of type %d and must be CONNECT".formatted(type));
        }
        if (version != null && type == CONNECT) {
            throw DecodeException.protocolError("a second CONNECT");
        }
        if (type == CONNACK || type == SUBACK || type == UNSUBACK || type == PINGRESP) {
            throw DecodeException.protocolError(
                    "packets of type %d come from servers only".formatted(type));
        }
        if (type == PUBLISH) {
            checkPublish(flags);
        } else if (flags != (hasFlags2(type) ? FLAGS_2 : 0)) {
            throw DecodeException.malformed(
                    "packets of type %d do not have the flags %d".formatted(type, flags));
        }
    }

    private static void checkPublish(int flags) throws DecodeException {
        if (qos(flags) == 3) {
            throw DecodeException.malformed("PUBLISH has QoS 3");
        }
        if (qos(flags) == 0 && (flags & DUP) != 0) {
            throw DecodeException.malformed("PUBLISH has DUP with QoS 0");
        }
    }

    private static boolean hasFlags2(int type) {
        return type == PUBREL || type == SUBSCRIBE || type == UNSUBSCRIBE;
    }

    /// The remaining length, not necessarily in its shortest form.
    ///
    /// @return [#INCOMPLETE] if more bytes are needed
    static int length(ByteBuf in, int at, int to) throws DecodeException {
        int length = 0;
        for (int n = 0; n < LENGTH_BYTES_MAX; n++) {
            if (at + n == to) {
                return INCOMPLETE;
            }
            int octet = in.getUnsignedByte(at + n);
            length |= (octet & 0x7f) << (7 * n);
            if ((octet & 0x80) == 0) {
                return length;
            }
        }
        throw DecodeException.malformed("the remaining length is longer than four bytes");
    }

    static int lengthBytes(ByteBuf in, int at) {
        int bytes = 1;
        while (in.getByte(at + bytes - 1) < 0) {
            bytes++;
        }
        return bytes;
    }
}

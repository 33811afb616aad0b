package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Walks through one whole packet where it lies, never past its end (§1.5). What is read is said by
/// the caller, for the sentence if it is wrong.
final class PacketReader {
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private int at;
    private int end;
    /// The string or binary that was read last.
    private int valueFrom;
    private int valueLength;

    void reset(ByteBuf buffer, int from, int to) {
        in = buffer;
        at = from;
        end = to;
    }

    ByteBuf buffer() {
        return in;
    }

    int at() {
        return at;
    }

    int end() {
        return end;
    }

    /// Lets reading end here, or there again.
    void end(int to) {
        end = to;
    }

    int remaining() {
        return end - at;
    }

    void skipRest() {
        at = end;
    }

    int octet(String what) throws DecodeException {
        need(1, what);
        return in.getUnsignedByte(at++);
    }

    int twoBytes(String what) throws DecodeException {
        need(2, what);
        int value = in.getUnsignedShort(at);
        at += 2;
        return value;
    }

    /// Unsigned.
    long fourBytes(String what) throws DecodeException {
        need(4, what);
        long value = in.getUnsignedInt(at);
        at += 4;
        return value;
    }

    /// A Variable Byte Integer, MQTT 5.0 §1.5.5: up to four bytes, as few as can be.
    int variable(String what) throws DecodeException {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int octet = octet(what);
            value |= (octet & 0x7f) << shift;
            if ((octet & 0x80) == 0) {
                if (octet == 0 && shift > 0) {
                    throw DecodeException.malformed(what + " is not in its shortest form");
                }
                return value;
            }
        }
        throw DecodeException.malformed(what + " is longer than four bytes");
    }

    /// Never 0 (§2.3.1 of 3.1.1, §2.2.1 of 5.0).
    int packetId() throws DecodeException {
        int id = twoBytes("the packet identifier");
        if (id == 0) {
            throw DecodeException.protocolError("the packet identifier is 0");
        }
        return id;
    }

    ReasonCode reason(Set<ReasonCode> allowed, String packet) throws DecodeException {
        int number = octet("the reason code of " + packet);
        ReasonCode reason = ReasonCode.of(number);
        if (reason == null || !allowed.contains(reason)) {
            throw DecodeException.protocolError(
                    "a client sends no %s with reason code 0x%02x".formatted(packet, number));
        }
        return reason;
    }

    /// Reads a UTF-8 Encoded String without making one.
    void skipString(String what) throws DecodeException {
        skipBinary(what);
        if (!WireUtf8.isString(in, valueFrom, valueFrom + valueLength)) {
            throw DecodeException.malformed(what + " is not UTF-8, or contains U+0000");
        }
    }

    /// Reads Binary Data without copying it.
    void skipBinary(String what) throws DecodeException {
        int length = twoBytes(what);
        need(length, what);
        valueFrom = at;
        valueLength = length;
        at += length;
    }

    String string(String what) throws DecodeException {
        skipString(what);
        return lastString();
    }

    /// A topic name of which there must be one (§4.7.3), without wildcards (§3.3.2.1).
    void skipTopic(String what) throws DecodeException {
        skipString(what);
        if (valueLength == 0) {
            throw DecodeException.malformed(what + " is empty");
        }
        checkNoWildcard(what);
    }

    void checkNoWildcard(String what) throws DecodeException {
        if (TopicSyntax.hasWildcard(in, valueFrom, valueFrom + valueLength)) {
            throw DecodeException.malformed(what + " has a wildcard");
        }
    }

    byte[] binary(String what) throws DecodeException {
        skipBinary(what);
        return lastBinary();
    }

    int valueFrom() {
        return valueFrom;
    }

    int valueLength() {
        return valueLength;
    }

    String lastString() {
        return in.toString(valueFrom, valueLength, StandardCharsets.UTF_8);
    }

    byte[] lastBinary() {
        return ByteBufUtil.getBytes(in, valueFrom, valueLength);
    }

    void expectEnd(String packet) throws DecodeException {
        if (at != end) {
            throw DecodeException.malformed(
                    "%s has %d bytes too many".formatted(packet, end - at));
        }
    }

    private void need(int bytes, String what) throws DecodeException {
        if (end - at < bytes) {
            throw DecodeException.malformed("the packet ends inside " + what);
        }
    }
}

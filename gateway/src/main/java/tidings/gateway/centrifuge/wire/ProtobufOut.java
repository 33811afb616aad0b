package tidings.gateway.centrifuge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// Writes Protobuf fields, leaving out what is zero or empty. The length of a message is written
/// when the message has been: one byte is reserved for it, and a message of 128 bytes or more is
/// moved up by the few that its length needs.
final class ProtobufOut {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private ProtobufOut() {}

    /// Begins a message that is a field's value.
    ///
    /// @return what [#end] needs
    static int begin(ByteBuf out, int field) {
        tag(out, field, BYTES);
        return begin(out);
    }

    /// Begins a message with nothing but its length before it.
    static int begin(ByteBuf out) {
        out.writeByte(0);
        return out.writerIndex();
    }

    static void end(ByteBuf out, int begin) {
        int length = out.writerIndex() - begin;
        int more = lengthBytes(length) - 1;
        if (more > 0) {
            moveUp(out, begin, length, more);
        }
        int at = begin - 1;
        int rest = length;
        for (; rest >= 0x80; rest >>>= 7) {
            out.setByte(at++, rest | 0x80);
        }
        out.setByte(at, rest);
    }

    static void text(ByteBuf out, int field, String value) {
        if (!value.isEmpty()) {
            textAlways(out, field, value);
        }
    }

    static void textAlways(ByteBuf out, int field, String value) {
        tag(out, field, BYTES);
        varint(out, ByteBufUtil.utf8Bytes(value));
        ByteBufUtil.writeUtf8(out, value);
    }

    static void bytes(ByteBuf out, int field, byte @Nullable [] value) {
        if (value != null && value.length > 0) {
            tag(out, field, BYTES);
            varint(out, value.length);
            out.writeBytes(value);
        }
    }

    static void number(ByteBuf out, int field, long value) {
        if (value != 0) {
            tag(out, field, VARINT);
            varint(out, value);
        }
    }

    static void flag(ByteBuf out, int field, boolean value) {
        number(out, field, value ? 1 : 0);
    }

    private static void tag(ByteBuf out, int field, int wireType) {
        varint(out, ((long) field << 3) | wireType);
    }

    private static void varint(ByteBuf out, long value) {
        long rest = value;
        for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
            out.writeByte((int) rest | 0x80);
        }
        out.writeByte((int) rest);
    }

    private static int lengthBytes(int length) {
        return length < 1 << 7
                ? 1
                : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5;
    }

    /// From the end to the begin, so that nothing is overwritten before it was moved.
    private static void moveUp(ByteBuf out, int from, int length, int by) {
        out.ensureWritable(by);
        out.writerIndex(out.writerIndex() + by);
        int at = from + length;
        for (; at - from >= Long.BYTES; at -= Long.BYTES) {
            out.setLong(at - Long.BYTES + by, out.getLong(at - Long.BYTES));
        }
        for (; at > from; at--) {
            out.setByte(at - 1 + by, out.getByte(at - 1));
        }
    }
}

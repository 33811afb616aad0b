package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// Writes the parts of packets (§1.5, §2.2.2). Before a part whose length is a Variable Byte
/// Integer one byte is reserved for it; a part of 128 bytes or more is moved up by the few that its
/// length needs.
final class PacketOut {
    static final int VARIABLE_MAX = 268_435_455;
    static final int STRING_BYTES_MAX = 65_535;

    private PacketOut() {}

    /// Begins what has its length before it: a packet after its first byte, or properties.
    ///
    /// @return what [#end] needs
    static int begin(ByteBuf out) {
        out.writeByte(0);
        return out.writerIndex();
    }

    static void end(ByteBuf out, int begin) {
        int length = out.writerIndex() - begin;
        int more = variableBytes(length) - 1;
        if (more > 0) {
            ByteBuf part = out.copy(begin, length);
            out.writerIndex(begin + more).writeBytes(part);
            part.release();
        }
        int end = out.writerIndex();
        variable(out.writerIndex(begin - 1), length);
        out.writerIndex(end);
    }

    static void variable(ByteBuf out, int value) {
        int rest = value;
        for (; rest >= 0x80; rest >>>= 7) {
            out.writeByte(rest | 0x80);
        }
        out.writeByte(rest);
    }

    static int variableBytes(int value) {
        if (value < 0 || value > VARIABLE_MAX) {
            throw new IllegalArgumentException(value + " is no length of a packet");
        }
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
    }

    static void string(ByteBuf out, String value) {
        int bytes = ByteBufUtil.utf8Bytes(value);
        if (bytes > STRING_BYTES_MAX) {
            throw new IllegalArgumentException("a string of " + bytes + " bytes");
        }
        out.writeShort(bytes);
        ByteBufUtil.writeUtf8(out, value);
    }

    static void binary(ByteBuf out, byte[] value) {
        if (value.length > STRING_BYTES_MAX) {
            throw new IllegalArgumentException("binary data of " + value.length + " bytes");
        }
        out.writeShort(value.length).writeBytes(value);
    }

    static void property(ByteBuf out, Property property, @Nullable String value) {
        if (value != null) {
            out.writeByte(property.id);
            string(out, value);
        }
    }

    static void property(ByteBuf out, Property property, byte @Nullable [] value) {
        if (value != null) {
            out.writeByte(property.id);
            binary(out, value);
        }
    }

    static void property(ByteBuf out, UserProperty property) {
        out.writeByte(Property.USER_PROPERTY.id);
        string(out, property.name());
        string(out, property.value());
    }

    static void octet(ByteBuf out, Property property, int value) {
        out.writeByte(property.id).writeByte(value);
    }

    static void twoBytes(ByteBuf out, Property property, int value) {
        out.writeByte(property.id).writeShort(value);
    }

    static void fourBytes(ByteBuf out, Property property, long value) {
        out.writeByte(property.id).writeInt((int) value);
    }

    static void diagnostics(ByteBuf out, Diagnostics diagnostics) {
        property(out, Property.REASON_STRING, diagnostics.reasonString());
        for (UserProperty property : diagnostics.userProperties()) {
            property(out, property);
        }
    }

    static void authentication(ByteBuf out, @Nullable Authentication authentication) {
        if (authentication != null) {
            property(out, Property.AUTHENTICATION_METHOD, authentication.method());
            property(out, Property.AUTHENTICATION_DATA, authentication.data());
        }
    }
}

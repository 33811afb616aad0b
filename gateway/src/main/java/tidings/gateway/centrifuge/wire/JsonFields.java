package tidings.gateway.centrifuge.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tidings.gateway.payload.JsonOut;

/// Fields of JSON objects, left out if they are empty.
final class JsonFields {
    private JsonFields() {}

    static void text(ByteBuf out, byte[] name, String value) {
        if (!value.isEmpty()) {
            field(out, name);
            JsonOut.string(out, value);
        }
    }

    static void number(ByteBuf out, byte[] name, long value) {
        if (value != 0) {
            field(out, name);
            JsonOut.number(out, value);
        }
    }

    static void flag(ByteBuf out, byte[] name, boolean value) {
        if (value) {
            field(out, name);
            out.writeBytes(JsonNames.TRUE);
        }
    }

    static void raw(ByteBuf out, byte[] name, byte @Nullable [] json) {
        if (json != null) {
            field(out, name);
            JsonOut.json(out, json);
        }
    }

    static void field(ByteBuf out, byte[] name) {
        comma(out);
        out.writeBytes(name);
    }

    /// A comma, unless an object has just begun.
    static void comma(ByteBuf out) {
        if (out.getByte(out.writerIndex() - 1) != '{') {
            out.writeByte(',');
        }
    }
}

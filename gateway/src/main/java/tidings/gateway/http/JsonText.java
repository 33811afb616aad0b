package tidings.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import tidings.gateway.payload.JsonOut;

/// Writes JSON, a name or value at a time, as UTF-8.
final class JsonText {
    private final ByteBuf out = Unpooled.buffer(256);
    private boolean comma;

    JsonText open() {
        return begin('{');
    }

    JsonText close() {
        return end('}');
    }

    JsonText openArray() {
        return begin('[');
    }

    JsonText closeArray() {
        return end(']');
    }

    JsonText name(String name) {
        separate();
        JsonOut.string(out, name);
        out.writeByte(':');
        comma = false;
        return this;
    }

    JsonText field(String name, String value) {
        name(name).value(value);
        return this;
    }

    JsonText field(String name, long value) {
        name(name);
        return raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    JsonText field(String name, boolean value) {
        name(name);
        return raw(Boolean.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    JsonText value(String value) {
        separate();
        JsonOut.string(out, value);
        comma = true;
        return this;
    }

    /// A complete JSON value.
    JsonText raw(byte[] json) {
        separate();
        out.writeBytes(json);
        comma = true;
        return this;
    }

    byte[] bytes() {
        return ByteBufUtil.getBytes(out);
    }

    private JsonText begin(char bracket) {
        separate();
        out.writeByte(bracket);
        comma = false;
        return this;
    }

    private JsonText end(char bracket) {
        out.writeByte(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            out.writeByte(',');
        }
        comma = false;
    }
}

package tidings.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes JSON, a name or value at a time, as UTF-8.
final class JsonText {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
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
        string(name);
        out.write(':');
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
        string(value);
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
        return out.toByteArray();
    }

    private JsonText begin(char bracket) {
        separate();
        out.write(bracket);
        comma = false;
        return this;
    }

    private JsonText end(char bracket) {
        out.write(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            out.write(',');
        }
        comma = false;
    }

    private void string(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (c == '\r') {
                quoted.append("\\r");
            } else if (c == '\t') {
                quoted.append("\\t");
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        out.writeBytes(quoted.append('"').toString().getBytes(StandardCharsets.UTF_8));
    }
}

package tidings.cli.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// RFC 8259: maps, lists, strings, booleans, null; a number is a [Long] if it is one, else a
/// [Raw]. What is written back is what was read, but for spaces.
public final class Json {
    private static final int DEPTH_MAX = 200;

    /// Text that goes out as it came: a number, or JSON that was checked elsewhere.
    public record Raw(String text) {}

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    public static @Nullable Object parse(String text) throws JsonSyntaxException {
        Json json = new Json(text);
        Object value = json.value();
        json.spaces();
        if (json.at != text.length()) {
            throw json.wrong("more than one value");
        }
        return value;
    }

    public static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (JsonSyntaxException e) {
            return false;
        }
    }

    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private @Nullable Object value() throws JsonSyntaxException {
        spaces();
        if (at == text.length()) {
            throw wrong("nothing where a value is due");
        }
        return switch (text.charAt(at)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() throws JsonSyntaxException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        enter();
        if (!taken('}')) {
            do {
                spaces();
                String name = string();
                spaces();
                take(':');
                object.put(name, value());
                spaces();
            } while (taken(','));
            take('}');
        }
        depth--;
        return object;
    }

    private List<@Nullable Object> array() throws JsonSyntaxException {
        List<@Nullable Object> array = new ArrayList<>();
        enter();
        if (!taken(']')) {
            do {
                array.add(value());
                spaces();
            } while (taken(','));
            take(']');
        }
        depth--;
        return array;
    }

    private void enter() throws JsonSyntaxException {
        at++;
        if (++depth > DEPTH_MAX) {
            throw wrong("nested too deep");
        }
        spaces();
    }

    private String string() throws JsonSyntaxException {
        take('"');
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw wrong("a control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        throw wrong("a string without an end");
    }

    private char escaped() throws JsonSyntaxException {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex();
            default -> throw wrong("an unknown escape");
        };
    }

    private char hex() throws JsonSyntaxException {
        int end = at + 4;
        int value = 0;
        for (; at < end; at++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw wrong("an unfinished \\u");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private <T> @Nullable T word(String word, @Nullable T meaning) throws JsonSyntaxException {
        if (!text.startsWith(word, at)) {
            throw wrong("no value");
        }
        at += word.length();
        return meaning;
    }

    private Object number() throws JsonSyntaxException {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(from, at);
        if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            at = from;
            throw wrong("no value");
        }
        return number.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(number) : new Raw(number);
    }

    private void spaces() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean taken(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void take(char c) throws JsonSyntaxException {
        if (!taken(c)) {
            throw wrong("no '" + c + "'");
        }
    }

    private JsonSyntaxException wrong(String what) {
        return new JsonSyntaxException("not JSON: %s at character %d".formatted(what, at + 1));
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case String string -> writeString(string, out);
            case Map<?, ?> object -> {
                String comma = "{";
                for (var field : object.entrySet()) {
                    out.append(comma);
                    writeString(String.valueOf(field.getKey()), out);
                    write(field.getValue(), out.append(':'));
                    comma = ",";
                }
                out.append(object.isEmpty() ? "{}" : "}");
            }
            case List<?> array -> {
                String comma = "[";
                for (Object item : array) {
                    write(item, out.append(comma));
                    comma = ",";
                }
                out.append(array.isEmpty() ? "[]" : "]");
            }
            case Raw(String raw) -> out.append(raw);
            default -> out.append(value);
        }
    }

    private static void writeString(String string, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}

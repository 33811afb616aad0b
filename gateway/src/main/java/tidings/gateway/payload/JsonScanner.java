package tidings.gateway.payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads JSON (RFC 8259) from bytes, step by step, and says where a value begins and ends, so that
/// a payload inside an envelope can be kept exactly as it was sent. It makes no objects but the
/// strings it is asked for.
///
/// Strict: no comments, no leading zeros, no raw control characters in strings, no more than
/// [#DEPTH_MAX] values inside one another. It does not look whether bytes are UTF-8: check that
/// with [Utf8] first. A `\ud800` without its partner is JSON, and is accepted.
///
/// <pre>
///   scanner.beginObject();
///   while (scanner.nextField()) { switch (scanner.name()) { … one value read or skipped … } }
/// </pre>
public final class JsonScanner {
    public static final int DEPTH_MAX = 64;

    private final byte[] bytes;
    private final int end;
    private int at;
    /// Whether the object or array that is being walked through has had nothing yet.
    private boolean first;
    private String name = "";

    /// Reads `[from, to)`.
    public JsonScanner(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /// Whether `[from, to)` is one JSON value and nothing else but white space.
    public static boolean isJson(byte[] bytes, int from, int to) {
        JsonScanner scanner = new JsonScanner(bytes, from, to);
        try {
            scanner.skipValue();
            return scanner.atEnd();
        } catch (JsonException e) {
            return false;
        }
    }

    /// Where the next byte is.
    public int position() {
        return at;
    }

    /// Goes back to a position that was passed.
    public void rewind(int position) {
        at = position;
    }

    /// Whether nothing but white space is left.
    public boolean atEnd() {
        skipSpace();
        return at >= end;
    }

    /// The first byte of the next value or punctuation; 0 at the end.
    public byte peek() {
        skipSpace();
        return at < end ? bytes[at] : 0;
    }

    public void beginObject() throws JsonException {
        take('{');
        first = true;
    }

    /// Goes to the next field's value; false when the object has ended.
    public boolean nextField() throws JsonException {
        if (!nextInside('}')) {
            return false;
        }
        name = string();
        take(':');
        return true;
    }

    /// The name of the field that [#nextField] went to.
    public String name() {
        return name;
    }

    public void beginArray() throws JsonException {
        take('[');
        first = true;
    }

    /// Goes to the next element; false when the array has ended.
    public boolean nextElement() throws JsonException {
        return nextInside(']');
    }

    /// Takes `null` if it is next.
    public boolean skipNull() throws JsonException {
        if (peek() != 'n') {
            return false;
        }
        literal("null");
        return true;
    }

    public boolean bool() throws JsonException {
        boolean value = peek() == 't';
        literal(value ? "true" : "false");
        return value;
    }

    /// A number without fraction and exponent that fits.
    public long integer() throws JsonException {
        int from = valueBegin();
        skipNumber();
        long value = 0;
        boolean negative = bytes[from] == '-';
        for (int i = negative ? from + 1 : from; i < at; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new JsonException("a number that must be whole is not");
            }
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw new JsonException("a number is too large");
            }
            // Counted downwards, where there is one more.
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw new JsonException("a number is too large");
        }
        return negative ? value : -value;
    }

    /// A whole number from 0 to 2^64 - 1, as its 64 bits.
    public long unsigned() throws JsonException {
        int from = valueBegin();
        skipNumber();
        try {
            return Long.parseUnsignedLong(
                    new String(bytes, from, at - from, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw new JsonException("a number is not a whole one of 64 bits without sign");
        }
    }

    public String string() throws JsonException {
        int from = valueBegin() + 1;
        boolean escaped = skipString();
        return escaped
                ? unescaped(from, at - 1)
                : new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
    }

    /// The next value exactly as it was sent, without white space around it.
    public byte[] raw() throws JsonException {
        int from = valueBegin();
        skipValue();
        return Arrays.copyOfRange(bytes, from, at);
    }

    /// Passes over one value and all that is inside it.
    public void skipValue() throws JsonException {
        // One bit for each object or array that is open: whether it is an object.
        long objects = 0;
        int depth = 0;
        while (true) {
            byte b = peek();
            boolean opened = b == '{' || b == '[';
            if (opened) {
                if (depth == DEPTH_MAX) {
                    throw new JsonException("values are nested too deeply");
                }
                at++;
                objects = (objects << 1) | (b == '{' ? 1 : 0);
                depth++;
            } else {
                skipScalar(b);
            }
            while (depth > 0 && !continues((objects & 1) != 0, opened)) {
                objects >>>= 1;
                depth--;
                opened = false;
            }
            if (depth == 0) {
                return;
            }
        }
    }

    /// Between two values: whether another one comes, or the object or array has ended.
    private boolean continues(boolean object, boolean opened) throws JsonException {
        byte b = peek();
        if (b == (object ? '}' : ']')) {
            at++;
            return false;
        }
        if (!opened) {
            take(',');
        }
        if (object) {
            skipString();
            take(':');
        }
        return true;
    }

    private boolean nextInside(char close) throws JsonException {
        if (peek() == close) {
            at++;
            first = false;
            return false;
        }
        if (!first) {
            take(',');
        }
        first = false;
        return true;
    }

    private void skipScalar(byte b) throws JsonException {
        switch (b) {
            case '"' -> skipString();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> skipNumber();
        }
    }

    /// @return whether it has escapes
    private boolean skipString() throws JsonException {
        take('"');
        boolean escaped = false;
        while (at < end) {
            byte b = bytes[at++];
            if (b == '"') {
                return escaped;
            }
            if (b == '\\') {
                escaped = true;
                skipEscape();
            } else if (b >= 0 && b < ' ') {
                throw new JsonException("a control character in a string");
            }
        }
        throw new JsonException("a string does not end");
    }

    private void skipEscape() throws JsonException {
        byte b = at < end ? bytes[at++] : 0;
        if (b == 'u') {
            if (end - at < 4) {
                throw new JsonException("an escape is cut short");
            }
            for (int i = 0; i < 4; i++) {
                hex(bytes[at++]);
            }
        } else if (b <= 0 || "\"\\/bfnrt".indexOf(b) < 0) {
            throw new JsonException("an unknown escape");
        }
    }

    private void skipNumber() throws JsonException {
        skipSpace();
        if (at < end && bytes[at] == '-') {
            at++;
        }
        if (at < end && bytes[at] == '0') {
            at++;
        } else {
            skipDigits();
        }
        if (at < end && bytes[at] == '.') {
            at++;
            skipDigits();
        }
        if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            skipDigits();
        }
    }

    private void skipDigits() throws JsonException {
        int from = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw new JsonException("this is not a JSON value");
        }
    }

    private void literal(String word) throws JsonException {
        skipSpace();
        for (int i = 0; i < word.length(); i++) {
            if (at >= end || bytes[at] != word.charAt(i)) {
                throw new JsonException("this is not a JSON value");
            }
            at++;
        }
    }

    private void take(char punctuation) throws JsonException {
        skipSpace();
        if (at >= end || bytes[at] != punctuation) {
            throw new JsonException("'%c' is missing".formatted(punctuation));
        }
        at++;
    }

    private int valueBegin() throws JsonException {
        skipSpace();
        if (at >= end) {
            throw new JsonException("a value is missing");
        }
        return at;
    }

    private void skipSpace() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r'
                || bytes[at] == '\t')) {
            at++;
        }
    }

    private String unescaped(int from, int to) throws JsonException {
        StringBuilder text = new StringBuilder(to - from);
        int plain = from;
        for (int i = from; i < to;) {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            text.append(new String(bytes, plain, i - plain, StandardCharsets.UTF_8));
            byte escape = bytes[i + 1];
            i += 2;
            switch (escape) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    int value = 0;
                    for (int n = 0; n < 4; n++) {
                        value = (value << 4) | hex(bytes[i++]);
                    }
                    text.append((char) value);
                }
                default -> text.append((char) escape);
            }
            plain = i;
        }
        return text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8)).toString();
    }

    private static int hex(byte b) throws JsonException {
        int digit = b < 0 ? -1 : Character.digit(b, 16);
        if (digit < 0) {
            throw new JsonException("an escape is not four hexadecimal digits");
        }
        return digit;
    }
}

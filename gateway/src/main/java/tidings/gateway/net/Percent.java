package tidings.gateway.net;

import tidings.gateway.payload.Utf8;
import java.nio.charset.StandardCharsets;

/// Percent-encoding (RFC 3986 §2.1), undone once and strictly.
public final class Percent {
    private Percent() {}

    /// Decodes a part of a path: `+` is a plus.
    ///
    /// @throws MalformedException for an incomplete or wrong escape, or one that is no UTF-8
    public static String decode(String encoded) throws MalformedException {
        return decode(encoded, false);
    }

    /// Decodes a name or value of a query as HTML forms write it: `+` is a space.
    public static String decodeForm(String encoded) throws MalformedException {
        return decode(encoded, true);
    }

    private static String decode(String encoded, boolean plusIsSpace) throws MalformedException {
        if (encoded.indexOf('%') < 0 && !(plusIsSpace && encoded.indexOf('+') >= 0)) {
            return encoded;
        }
        byte[] bytes = new byte[encoded.length()];
        int count = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                if (i + 2 >= encoded.length()) {
                    throw new MalformedException("an escape is cut short");
                }
                int value = (digit(encoded.charAt(i + 1)) << 4) | digit(encoded.charAt(i + 2));
                bytes[count++] = (byte) value;
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes[count++] = ' ';
            } else {
                bytes[count++] = (byte) c;
            }
        }
        if (!Utf8.isValid(bytes, 0, count)) {
            throw new MalformedException("escapes are not UTF-8");
        }
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }

    private static int digit(char c) throws MalformedException {
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw new MalformedException("an escape is not two hexadecimal digits");
        }
        return digit;
    }
}

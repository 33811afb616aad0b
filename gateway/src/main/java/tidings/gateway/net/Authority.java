package tidings.gateway.net;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A host and a port, as in a `Host` header or behind the `://` of an origin.
///
/// @param host lower case; an IPv6 address in its brackets
/// @param port -1 if none is given
record Authority(String host, int port) {
    /// Null if it is none: user names, escapes, spaces and the like are not accepted.
    static @Nullable Authority parse(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : hostEnd(text);
        String host = text.substring(0, end).toLowerCase(Locale.ROOT);
        if (host.isEmpty() || host.length() > 255 || !isHost(host)) {
            return null;
        }
        if (end == text.length()) {
            return new Authority(host, -1);
        }
        int port = text.charAt(end) == ':' ? port(text.substring(end + 1)) : -1;
        return port < 0 ? null : new Authority(host, port);
    }

    boolean isLoopback() {
        return host.equals("localhost") || host.endsWith(".localhost") || host.equals("[::1]")
                || isLoopbackAddress(host);
    }

    int portOr(int otherwise) {
        return port < 0 ? otherwise : port;
    }

    private static int hostEnd(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    private static boolean isHost(String host) {
        boolean address = host.startsWith("[");
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean other = address
                    ? c == ':' || c == '.' || (c == '[' && i == 0)
                            || (c == ']' && i == host.length() - 1)
                    : c == '.' || c == '-' || c == '_';
            if (!letterOrDigit && !other) {
                return false;
            }
        }
        return !address || host.length() > 3;
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + c - '0';
        }
        return port <= 65_535 ? port : -1;
    }

    /// 127.0.0.0/8 in its usual four decimal numbers; a name like `127.example.com` is not.
    private static boolean isLoopbackAddress(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals("127")) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9')
                    || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}

package tidings.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tidings.core.identity.Credentials;

/// `Authorization` of a request: `Bearer` with a token (RFC 6750 §2.1), or `Basic` with a user and
/// a password in UTF-8 (RFC 7617 §2).
final class HttpCredentials {
    private HttpCredentials() {}

    /// @param header null if there is none
    /// @throws IllegalArgumentException with what is wrong with it
    static Credentials parse(@Nullable String header) {
        if (header == null) {
            return Credentials.ANONYMOUS;
        }
        int space = header.indexOf(' ');
        String scheme = header.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String value = header.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> new Credentials.Token(value);
            case "basic" -> basic(value);
            default -> throw new IllegalArgumentException(
                    "Authorization is 'Bearer <token>' or 'Basic <base64 of user:password>'");
        };
    }

    private static Credentials basic(String value) {
        String decoded;
        try {
            decoded = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Basic needs the base64 of user:password", e);
        }
        int colon = decoded.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("Basic needs the base64 of user:password");
        }
        return new Credentials.UserPassword(decoded.substring(0, colon),
                decoded.substring(colon + 1), null, null);
    }
}
